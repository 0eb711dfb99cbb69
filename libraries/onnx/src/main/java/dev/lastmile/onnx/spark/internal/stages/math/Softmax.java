package dev.lastmile.onnx.spark.internal.stages.math;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;
import java.util.Arrays;

/** The probabilities of raw predictions, from {@code org.apache.spark.ml.impl.Utils.softmax} in Spark 4.1. */
public final class Softmax {
    private Softmax() {}

    /**
     * Where a number is +infinity, its class has all the probability, the first one if there are more.
     *
     * @param raw DOUBLE {@code [N,classes]}
     */
    public static Value of(Value raw) {
        GraphBuilder builder = raw.builder();
        int classes = raw.width();
        Value largest = raw.maxMatrix();
        Value powers = raw.sub(largest).exp();
        Value sum = powers.sumMatrix();
        Value finite = powers.mul(sum.reciprocal());

        Value isInfinite = raw.isPositiveInfinity();
        Value infinite = isInfinite.cast(ElementType.FLOAT);
        Value any = infinite.maxMatrix().cast(ElementType.BOOL);
        Value first = infinite.argMax().matrix();
        long[] positions = new long[classes];
        Arrays.setAll(positions, i -> i);
        Value isFirst = first.equal(builder.longs(positions));
        Value zeros = raw.mul(0);
        Value certain = builder.where(isFirst, 1, zeros);
        return builder.where(any, certain, finite);
    }
}
