package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A typed value of a graph that has a row for each row of the input.
 *
 * @param builder the graph that it belongs to
 * @param name unique in its graph
 * @param width {@link #SCALAR} for one value per row, shape {@code [N]}; otherwise the numbers of a row's vector,
 *     {@code [N,width]}
 */
public record Value(GraphBuilder builder, String name, ElementType type, int width) implements Operand {
    /** Whether there is a vector per row, and not a single value. */
    public boolean isVector() {
        return width != SCALAR;
    }

    /** A single value per row as a vector of one: {@code [N,1]}; vectors themselves. */
    public Value matrix() {
        return isVector() ? this : unsqueeze(1);
    }

    /**
     * With another dimension of 1: {@code [N,1,width]} for axis 1, {@code [N,width,1]} for axis 2. Of three dimensions,
     * the width is the last one.
     */
    public Value unsqueeze(long axis) {
        return builder.op("Unsqueeze", type, axis == 1 && isVector() ? width : 1, Map.of(), this, builder.longs(axis));
    }

    /** What the numbers along an axis add up to so far, in their order. */
    public Value cumulativeSum(long axis) {
        return builder.op("CumSum", type, width, Map.of(), this, builder.longScalar(axis));
    }

    /** One number of each row's vector: {@code [N]}. */
    public Value element(long index) {
        return builder.op("Gather", type, SCALAR, Map.of("axis", 1L), this, builder.longScalar(index));
    }

    /** The numbers at these positions of each row's vector, in this order. */
    public Value elements(long... indices) {
        int last = indices.length - 1;
        boolean neighbours = IntStream.rangeClosed(0, last).allMatch(i -> indices[i] == indices[0] + i);
        if (neighbours && last + 1 == width) {
            return this;
        }
        if (neighbours && last > 0) {
            return builder.op(
                    "Slice",
                    type,
                    indices.length,
                    Map.of(),
                    this,
                    builder.longs(indices[0]),
                    builder.longs(indices[last] + 1),
                    builder.longs(1));
        }
        return builder.op("Gather", type, indices.length, Map.of("axis", 1L), this, builder.longs(indices));
    }

    /** The position of the first of the largest numbers of each row: INT64 {@code [N]}; NaN must not be among them. */
    public Value argMax() {
        return builder.op("ArgMax", ElementType.INT64, SCALAR, Map.of("axis", 1L, "keepdims", 0L), this);
    }

    /** The largest number of each row's vector: {@code [N]}. */
    public Value max() {
        return reduced("ReduceMax", SCALAR, 0);
    }

    /** The largest number of each row's vector, as a vector of one: {@code [N,1]}. */
    public Value maxMatrix() {
        return reduced("ReduceMax", 1, 1);
    }

    /** The smallest number of each row's vector: {@code [N]}. */
    public Value min() {
        return reduced("ReduceMin", SCALAR, 0);
    }

    /** The smallest number of each row's vector, as a vector of one: {@code [N,1]}. */
    public Value minMatrix() {
        return reduced("ReduceMin", 1, 1);
    }

    /** The sum of each row's vector, in any order: {@code [N]}. */
    public Value sum() {
        return builder.op("ReduceSum", type, SCALAR, Map.of("keepdims", 0L), this, builder.longs(1));
    }

    /** The sum of each row's vector, in any order, as a vector of one: {@code [N,1]}. */
    public Value sumMatrix() {
        return builder.op("ReduceSum", type, 1, Map.of("keepdims", 1L), this, builder.longs(1));
    }

    private Value reduced(String operator, int width, long keepdims) {
        return builder.op(operator, type, width, Map.of("axes", List.of(1L), "keepdims", keepdims), this);
    }
}
