package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.GBTClassificationModel;

/**
 * Two classes by a margin, the sum of the trees' predictions, each times its weight: the raw prediction is {@code
 * (-margin, margin)}, and the probability of the first class {@code 1 / (1 + exp(2 * margin))}, from {@code
 * LogLoss.computeProbability} in Spark 4.1.
 */
final class GbtClassificationConverter implements StageConverter<GBTClassificationModel> {
    @Override
    public Class<GBTClassificationModel> stage() {
        return GBTClassificationModel.class;
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
    public void convert(GBTClassificationModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        // A model that was made of trees does not know the width itself.
        int width = stage.trees()[0].numFeatures();
        Value features = Trees.features(graph, stage.getFeaturesCol(), width, stage.trees());
        Value margin = new Trees(builder, features, stage.trees()).sum(stage.treeWeights());
        Value raw = builder.concat(List.of(margin.neg(), margin));
        Value power = margin.mul(2).exp();
        Value one = power.add(1).reciprocal();
        Value other = one.neg().add(1);
        Value probability = builder.concat(List.of(one, other));
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
    }
}
