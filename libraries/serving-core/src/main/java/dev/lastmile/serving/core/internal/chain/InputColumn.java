package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.ElementType;
import java.util.Locale;

/**
 * A column that a request has to contain.
 *
 * @param name name in the model's signature, and of the graph's input
 * @param type column type in the signature
 * @param tensor element type of the graph's input
 * @param required whether every row needs a value; a missing number of an optional column is scored as NaN, and a
 *     missing string as null
 * @param width vector width; 0 for a scalar column
 */
public record InputColumn(String name, Type type, ElementType tensor, boolean required, int width) {
    /** A scalar column. */
    public InputColumn(String name, Type type, ElementType tensor, boolean required) {
        this(name, type, tensor, required, 0);
    }

    /** Whether a row has a vector in this column. */
    public boolean isVector() {
        return width > 0;
    }

    /** The error of an element type that no signature allows, so that a chain with such a column is not served. */
    public IllegalStateException unsupported() {
        return new IllegalStateException("A request cannot contain " + name + ", which is " + tensor + ".");
    }

    /** MLflow's column types that a request can carry as plain JSON values. */
    public enum Type {
        DOUBLE,
        FLOAT,
        LONG,
        INTEGER,
        STRING;

        /** Name in the signature. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean fits(ElementType tensor) {
            return switch (this) {
                case DOUBLE, FLOAT -> tensor.isFloating();
                case LONG, INTEGER -> tensor == ElementType.INT64 || tensor == ElementType.DOUBLE;
                case STRING -> tensor == ElementType.STRING;
            };
        }
    }
}
