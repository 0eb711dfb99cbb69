package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.regression.AFTSurvivalRegressionModel;

/**
 * The scale of a Weibull distribution, and its quantiles if they are asked for: {@code AFTSurvivalRegressionModel.predict}
 * and {@code predictQuantiles} in Spark 4.1.
 */
final class AftSurvivalRegressionConverter implements StageConverter<AFTSurvivalRegressionModel> {
    @Override
    public Class<AFTSurvivalRegressionModel> stage() {
        return AFTSurvivalRegressionModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "quantileProbabilities", "quantilesCol");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "aggregationDepth", "censorCol", "fitIntercept", "labelCol", "maxBlockSizeInMB", "maxIter", "tol");
    }

    @Override
    public void convert(AFTSurvivalRegressionModel stage, ConversionContext graph) {
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value product = LinearScores.single(features, stage.coefficients());
        Value lambda = product.add(stage.intercept()).exp();
        graph.put(stage.getPredictionCol(), lambda);
        if (stage.isDefined(stage.quantilesCol())) {
            double[] quantiles = Arrays.stream(stage.getQuantileProbabilities())
                    .map(probability -> Math.exp(Math.log(-Math.log1p(-probability)) * stage.scale()))
                    .toArray();
            Value scaled = lambda.matrix().mul(quantiles);
            graph.put(stage.getQuantilesCol(), scaled);
        }
    }
}
