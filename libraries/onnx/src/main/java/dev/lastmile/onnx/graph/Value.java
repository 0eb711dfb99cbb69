package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;

/**
 * A typed value of a graph that has a row for each row of the input.
 *
 * @param name unique in its graph
 * @param width {@link #SCALAR} for one value a row, shape {@code [N]}; otherwise the numbers of a row's vector,
 *     {@code [N,width]}
 */
public record Value(String name, ElementType type, int width) {
    /** The width of a value without a second dimension. */
    public static final int SCALAR = 0;

    /** Whether there is a vector a row, and not a single value. */
    public boolean isVector() {
        return width != SCALAR;
    }
}
