package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.Set;
import org.apache.spark.ml.regression.LinearRegressionModel;

/** The product of features and coefficients, and the intercept. */
final class LinearRegressionConverter implements StageConverter<LinearRegressionModel> {
    @Override
    public Class<LinearRegressionModel> stage() {
        return LinearRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "aggregationDepth",
                "elasticNetParam",
                "epsilon",
                "fitIntercept",
                "labelCol",
                "loss",
                "maxBlockSizeInMB",
                "maxIter",
                "regParam",
                "solver",
                "standardization",
                "tol",
                "weightCol");
    }

    @Override
    public void convert(LinearRegressionModel stage, ConversionContext graph) {
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value product = LinearScores.single(features, stage.coefficients());
        graph.put(stage.getPredictionCol(), product.add(stage.intercept()));
    }
}
