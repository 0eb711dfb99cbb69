package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;

/** The class that Spark predicts, as {@link ProbabilisticClassificationModel} chooses it. */
public final class ClassChoice {
    private ClassChoice() {}

    /**
     * By the thresholds if there are any; otherwise the largest number of the first column that is asked for, raw
     * prediction before probability.
     *
     * @return DOUBLE {@code [N]}
     */
    public static Value of(
            ProbabilisticClassificationModel<?, ?> stage, Value raw, Value probability, GraphBuilder builder) {
        Value best;
        if (stage.isDefined(stage.thresholds())) {
            best = withThresholds(builder, probability, stage.getThresholds());
        } else {
            boolean byProbability = stage.getRawPredictionCol().isEmpty()
                    && !stage.getProbabilityCol().isEmpty();
            best = argMax(builder, byProbability ? probability : raw);
        }
        return builder.cast(best, ElementType.DOUBLE);
    }

    private static Value withThresholds(GraphBuilder builder, Value probability, double[] thresholds) {
        if (thresholds.length != probability.width()) {
            throw new IllegalArgumentException(
                    thresholds.length + " thresholds for " + probability.width() + " classes. Set one for each class.");
        }
        Value scaled = builder.op("Div", probability, builder.doubles(thresholds));
        Value isNan = builder.op("IsNaN", ElementType.BOOL, scaled.width(), Map.of(), scaled);
        return builder.argMax(builder.op(
                "Where",
                ElementType.DOUBLE,
                scaled.width(),
                Map.of(),
                isNan,
                builder.doubleScalar(Double.NEGATIVE_INFINITY),
                scaled));
    }

    /**
     * As Spark's Vector.argmax: a NaN that comes first wins, as nothing is larger, and any other one never does.
     *
     * @return INT64 {@code [N]}
     */
    public static Value argMax(GraphBuilder builder, Value vectors) {
        double[] inPlaceOfNan = new double[vectors.width()];
        Arrays.fill(inPlaceOfNan, Double.NEGATIVE_INFINITY);
        inPlaceOfNan[0] = Double.POSITIVE_INFINITY;
        Value isNan = builder.op("IsNaN", ElementType.BOOL, vectors.width(), Map.of(), vectors);
        return builder.argMax(builder.op(
                "Where", ElementType.DOUBLE, vectors.width(), Map.of(), isNan, builder.doubles(inPlaceOfNan), vectors));
    }
}
