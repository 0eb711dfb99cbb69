package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The probabilities of raw predictions, from {@code org.apache.spark.ml.impl.Utils.softmax} in Spark 4.1. */
public final class Softmax {
    private static final Map<String, Object> PER_ROW = Map.of("axes", List.of(1L), "keepdims", 1L);

    private Softmax() {}

    /**
     * Where a number is +infinity, its class has all the probability, the first one if there are more.
     *
     * @param raw DOUBLE {@code [N,classes]}
     */
    public static Value of(GraphBuilder builder, Value raw) {
        int classes = raw.width();
        Value largest = builder.op("ReduceMax", ElementType.DOUBLE, 1, PER_ROW, raw);
        Value powers = builder.op("Exp", builder.op("Sub", raw, largest));
        Value sum = builder.op("ReduceSum", ElementType.DOUBLE, 1, Map.of("keepdims", 1L), powers, builder.longs(1));
        Value finite = builder.op("Mul", powers, builder.op("Reciprocal", sum));

        Value isInfinite = builder.op(
                "IsInf", ElementType.BOOL, classes, Map.of("detect_negative", 0L, "detect_positive", 1L), raw);
        Value infinite = builder.cast(isInfinite, ElementType.FLOAT);
        Value any = builder.cast(builder.op("ReduceMax", ElementType.FLOAT, 1, PER_ROW, infinite), ElementType.BOOL);
        Value first = builder.matrix(builder.argMax(infinite));
        long[] positions = new long[classes];
        Arrays.setAll(positions, i -> i);
        Value isFirst = builder.op("Equal", ElementType.BOOL, classes, Map.of(), first, builder.longs(positions));
        Value zeros = builder.op("Mul", raw, builder.doubleScalar(0));
        Value certain =
                builder.op("Where", ElementType.DOUBLE, classes, Map.of(), isFirst, builder.doubleScalar(1), zeros);
        return builder.op("Where", ElementType.DOUBLE, classes, Map.of(), any, certain, finite);
    }
}
