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
import org.apache.spark.ml.classification.DecisionTreeClassificationModel;
import org.apache.spark.ml.tree.LeafNode;

/** The counts of the leaf that a row comes to, and the probabilities that they make. */
final class DecisionTreeClassificationConverter implements StageConverter<DecisionTreeClassificationModel> {
    @Override
    public Class<DecisionTreeClassificationModel> stage() {
        return DecisionTreeClassificationModel.class;
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
    public void convert(DecisionTreeClassificationModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        int classes = stage.numClasses();
        Value features = Trees.features(graph, stage.getFeaturesCol(), stage.numFeatures(), stage);
        Trees trees = new Trees(builder, features, stage);
        List<LeafNode> leaves = trees.leaves();
        Value leaf = trees.leafIndices().element(0);
        Constant counts = builder.doubles(
                List.of((long) leaves.size(), (long) classes), new LeafProbabilities(leaves, classes, graph).counts());
        Value raw = counts.at(leaf);
        Value probability = raw.div(SequentialSum.ofVector(raw));
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        if (stage.getRawPredictionCol().isEmpty() && stage.getProbabilityCol().isEmpty()) {
            // Spark then takes the leaf's own prediction, whatever the thresholds are.
            graph.put(stage.getPredictionCol(), trees.sum(new double[] {1}));
        } else {
            graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
        }
    }
}
