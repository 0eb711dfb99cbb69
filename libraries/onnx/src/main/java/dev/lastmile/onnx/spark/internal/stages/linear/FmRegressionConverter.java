package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import java.util.Set;
import org.apache.spark.ml.regression.FMRegressionModel;

/** The raw prediction, from {@code FMRegressionModel.predict} in Spark 4.1. */
final class FmRegressionConverter implements StageConverter<FMRegressionModel> {
    @Override
    public Class<FMRegressionModel> stage() {
        return FMRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return FmTraining.PARAMETERS;
    }

    @Override
    public void convert(FMRegressionModel stage, ConversionContext graph) {
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        graph.put(
                stage.getPredictionCol(),
                FactorizationMachine.of(features, stage.intercept(), stage.linear(), stage.factors()));
    }
}
