package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import dev.lastmile.onnx.spark.internal.stages.math.SequentialSum;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.RandomForestClassificationModel;

/** Each tree has one vote, which it shares out among the classes by the counts of the leaf that a row comes to. */
final class RandomForestClassificationConverter implements StageConverter<RandomForestClassificationModel> {
    @Override
    public Class<RandomForestClassificationModel> stage() {
        return RandomForestClassificationModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "probabilityCol", "rawPredictionCol", "thresholds");
    }

    @Override
    public Set<String> trainingParameters() {
        return TreeTraining.PARAMETERS;
    }

    @Override
    public List<String> rejections() {
        return List.of("a leaf that was fitted on rows of no weight");
    }

    @Override
    public void convert(RandomForestClassificationModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        int classes = stage.numClasses();
        Value features = Trees.features(graph, stage.getFeaturesCol(), stage.numFeatures(), stage.trees());
        Trees trees = new Trees(builder, features, stage.trees());
        double[] shares = new LeafProbabilities(trees.leaves(), classes, graph).shares();
        Constant table = builder.doubles(List.of((long) trees.leaves().size(), (long) classes), shares);
        Value raw = SequentialSum.ofRows(table, trees.leafIndices());
        Value probability = raw.div(SequentialSum.ofVector(raw));
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
    }
}
