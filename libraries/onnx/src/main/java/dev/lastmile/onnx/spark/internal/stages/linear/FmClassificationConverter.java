package dev.lastmile.onnx.spark.internal.stages.linear;

import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.spark.ConversionContext;
import dev.lastmile.onnx.spark.StageConverter;
import dev.lastmile.onnx.spark.internal.stages.math.PredictedClass;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.classification.FMClassificationModel;

/**
 * Two classes by the logistic function of a raw prediction, from {@code FMClassificationModel.predictRaw} and {@code
 * raw2probabilityInPlace} in Spark 4.1.
 */
final class FmClassificationConverter implements StageConverter<FMClassificationModel> {
    @Override
    public Class<FMClassificationModel> stage() {
        return FMClassificationModel.class;
    }

    @Override
    public Set<String> parameters() {
        return Set.of("featuresCol", "predictionCol", "probabilityCol", "rawPredictionCol", "thresholds");
    }

    @Override
    public Set<String> trainingParameters() {
        return FmTraining.PARAMETERS;
    }

    @Override
    public void convert(FMClassificationModel stage, ConversionContext graph) {
        GraphBuilder builder = graph.builder();
        Value features = graph.vector("featuresCol", stage.getFeaturesCol(), stage.numFeatures());
        Value score = FactorizationMachine.of(features, stage.intercept(), stage.linear(), stage.factors());
        Value opposite = score.neg();
        Value raw = builder.concat(List.of(opposite, score));
        Value second = opposite.exp().add(1).reciprocal();
        Value first = second.neg().add(1);
        Value probability = builder.concat(List.of(first, second));
        graph.put(stage.getRawPredictionCol(), raw);
        graph.put(stage.getProbabilityCol(), probability);
        graph.put(stage.getPredictionCol(), PredictedClass.of(stage, raw, probability));
    }
}
