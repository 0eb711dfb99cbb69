package dev.lastmile.onnx.spark.internal.stages.tree;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.regression.RandomForestRegressionModel;

/** The sum of the trees' predictions, over their number. */
final class RandomForestRegressionConverter implements StageConverter<RandomForestRegressionModel> {
    @Override
    public Class<RandomForestRegressionModel> stage() {
        return RandomForestRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "numTrees", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return TreeTraining.PARAMETERS;
    }

    @Override
    public void convert(RandomForestRegressionModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = Trees.features(graph, stage.getFeaturesCol(), stage.numFeatures(), stage.trees());
        Value sum = new Trees(builder, features, stage.trees()).sum(stage.treeWeights());
        // Spark divides by the parameter, which can be set, and not by the number of the trees that are there.
        graph.put(stage.getPredictionCol(), sum.div(stage.getNumTrees()));
    }
}
