package dev.lastmile.onnx;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An input or output of a graph.
 *
 * @param name as the graph has it
 * @param type of its elements
 * @param shape the size of each dimension, -1 for any; the first is the rows
 */
public record TensorSpec(String name, ElementType type, long[] shape) {
    /** Whether there is a vector a row, and not a single value. */
    public boolean isVector() {
        return shape.length == 2;
    }

    /** The values of a row: 1 for a column of single values, -1 for vectors of any width. */
    public int width() {
        return shape.length == 2 ? (int) shape[1] : 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSpec that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + type.hashCode()) + Arrays.hashCode(shape);
    }

    /** As messages show it, such as {@code features DOUBLE[N,4]}. */
    @Override
    public String toString() {
        return Arrays.stream(shape)
                .mapToObj(size -> size < 0 ? "N" : Long.toString(size))
                .collect(Collectors.joining(",", name + " " + type + "[", "]"));
    }
}
