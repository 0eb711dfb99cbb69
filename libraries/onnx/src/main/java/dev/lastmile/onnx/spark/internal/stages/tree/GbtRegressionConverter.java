package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.regression.GBTRegressionModel;

/** The sum of the trees' predictions, each times its weight. */
final class GbtRegressionConverter implements StageConverter<GBTRegressionModel> {
    @Override
    public Class<GBTRegressionModel> stage() {
        return GBTRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return TreeTraining.PARAMETERS;
    }

    @Override
    public void convert(GBTRegressionModel stage, ConversionContext graph) {
        // A model that was made of trees does not know the width itself.
        int width = stage.trees()[0].numFeatures();
        Value features = Trees.features(graph, stage.getFeaturesCol(), width, stage.trees());
        Trees trees = new Trees(graph.builder(), features, stage.trees());
        graph.put(stage.getPredictionCol(), trees.sum(stage.treeWeights()));
    }
}
