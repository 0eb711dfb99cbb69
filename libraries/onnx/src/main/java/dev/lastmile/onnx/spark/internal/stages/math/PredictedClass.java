package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.Arrays;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;

/** The class that Spark predicts, as {@link ProbabilisticClassificationModel} chooses it. */
public final class PredictedClass {
    private PredictedClass() {}

    /**
     * By the thresholds if there are any; otherwise the largest number of the first requested column, raw
     * prediction before probability.
     *
     * @return DOUBLE {@code [N]}
     */
    public static Value of(ProbabilisticClassificationModel<?, ?> stage, Value raw, Value probability) {
        Value best;
        if (stage.isDefined(stage.thresholds())) {
            best = withThresholds(probability, stage.getThresholds());
        } else {
            boolean byProbability = stage.getRawPredictionCol().isEmpty()
                    && !stage.getProbabilityCol().isEmpty();
            best = argMax(byProbability ? probability : raw);
        }
        return best.cast(ElementType.DOUBLE);
    }

    private static Value withThresholds(Value probability, double[] thresholds) {
        if (thresholds.length != probability.width()) {
            throw new IllegalArgumentException(
                    thresholds.length + " thresholds for " + probability.width() + " classes. Set one for each class.");
        }
        Value scaled = probability.div(thresholds);
        Value isNan = scaled.isNaN();
        return scaled.builder().where(isNan, Double.NEGATIVE_INFINITY, scaled).argMax();
    }

    /**
     * As Spark's Vector.argmax: a NaN that comes first wins, as nothing is larger, and any other one never does.
     *
     * @return INT64 {@code [N]}
     */
    public static Value argMax(Value vectors) {
        double[] inPlaceOfNan = new double[vectors.width()];
        Arrays.fill(inPlaceOfNan, Double.NEGATIVE_INFINITY);
        inPlaceOfNan[0] = Double.POSITIVE_INFINITY;
        Value isNan = vectors.isNaN();
        GraphBuilder builder = vectors.builder();
        return builder.where(isNan, builder.doubles(inPlaceOfNan), vectors).argMax();
    }
}
