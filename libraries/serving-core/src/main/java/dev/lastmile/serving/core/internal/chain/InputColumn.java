package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.ElementType;
import java.util.Locale;

/**
 * A column that a request has to contain.
 *
 * @param name name in the model's signature, and of the graph's input
 * @param type column type, by the graph's metadata or else by the signature
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

    /** Column types that a request can carry as plain JSON values: MLflow's, with its {@code datetime} as one of two. */
    public enum Type {
        DOUBLE,
        FLOAT,
        LONG,
        INTEGER,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        STRING,
        /** A string such as {@code 2024-02-29}; days since 1970-01-01 in the graph. */
        DATE,
        /** A string in ISO 8601 with offset; microseconds since 1970-01-01T00:00:00Z in the graph. */
        TIMESTAMP;

        /** Whether its values are dates or timestamps. */
        public boolean isTemporal() {
            return this == DATE || this == TIMESTAMP;
        }

        /** Name in messages, which is that in the signature but for {@code datetime}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean fits(ElementType tensor) {
            return switch (this) {
                case DOUBLE, FLOAT -> tensor.isFloating();
                case LONG, DATE, TIMESTAMP -> tensor == ElementType.INT64 || tensor == ElementType.DOUBLE;
                case INTEGER -> tensor.isInteger() || tensor == ElementType.DOUBLE;
                case BOOLEAN -> tensor == ElementType.BOOL || tensor == ElementType.DOUBLE;
                case STRING -> tensor == ElementType.STRING;
            };
        }
    }
}
