package dev.lastmile.onnx.graph;

import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;

/**
 * A constant of a graph, made by a {@link GraphBuilder}.
 *
 * @param name unique in its graph
 * @param shape its dimensions, empty for a single value
 */
public record Constant(GraphBuilder builder, String name, ElementType type, List<Long> shape) implements Operand {
    /** Its last dimension, {@link #SCALAR} for a single value. */
    @Override
    public int width() {
        return shape.isEmpty() ? SCALAR : shape.get(shape.size() - 1).intValue();
    }

    /**
     * The numbers at these positions of a constant of one dimension, the rows at these positions of one of two.
     *
     * @param positions INT64
     */
    public Value at(Value positions) {
        int gathered = shape.size() == 1 ? positions.width() : width();
        return builder.op("Gather", type, gathered, Map.of("axis", 0L), this, positions);
    }
}
