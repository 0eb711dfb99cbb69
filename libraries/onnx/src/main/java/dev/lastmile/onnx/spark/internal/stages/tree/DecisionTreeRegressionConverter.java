package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.regression.DecisionTreeRegressionModel;

/** The prediction of the leaf that a row comes to. */
final class DecisionTreeRegressionConverter implements StageConverter<DecisionTreeRegressionModel> {
    @Override
    public Class<DecisionTreeRegressionModel> stage() {
        return DecisionTreeRegressionModel.class;
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
    public void convert(DecisionTreeRegressionModel stage, ConversionContext graph) {
        Value features = Trees.features(graph, stage.getFeaturesCol(), stage.numFeatures(), stage);
        Trees trees = new Trees(graph.builder(), features, stage);
        graph.put(stage.getPredictionCol(), trees.sum(new double[] {1}));
    }
}
