package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.LinearScores;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.LinearSVCModel;

/**
 * The margin against the threshold, from {@code LinearSVCModel.predictRaw} and {@code raw2prediction} in Spark 4.1.
 */
final class LinearSvcConverter implements StageConverter<LinearSVCModel> {
    @Override
    public Class<LinearSVCModel> stage() {
        return LinearSVCModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "rawPredictionCol", "threshold");
    }

    @Override
    public Set<String> trainingParameters() {
        return Set.of(
                "aggregationDepth",
                "fitIntercept",
                "labelCol",
                "maxBlockSizeInMB",
                "maxIter",
                "regParam",
                "standardization",
                "tol",
                "weightCol");
    }

    @Override
    public void convert(LinearSVCModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value product = LinearScores.single(features, stage.coefficients());
        Value margin = product.add(stage.intercept());
        Value above = margin.greater(stage.getThreshold());
        graph.put(stage.getRawPredictionCol(), builder.concat(List.of(margin.neg(), margin)));
        graph.put(stage.getPredictionCol(), above.cast(ElementType.DOUBLE));
    }
}
