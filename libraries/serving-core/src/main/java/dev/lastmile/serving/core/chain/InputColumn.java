package dev.lastmile.serving.core.chain;

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
public record InputColumn(String name, Type type, Tensor tensor, boolean required, int width) {
    /** A scalar column. */
    public InputColumn(String name, Type type, Tensor tensor, boolean required) {
        this(name, type, tensor, required, 0);
    }

    /** Whether a row has a vector in this column. */
    public boolean isVector() {
        return width > 0;
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

        boolean fits(Tensor tensor) {
            return switch (this) {
                case DOUBLE, FLOAT -> tensor == Tensor.DOUBLE || tensor == Tensor.FLOAT;
                case LONG, INTEGER -> tensor == Tensor.INT64 || tensor == Tensor.DOUBLE;
                case STRING -> tensor == Tensor.STRING;
            };
        }
    }

    /** Element types of the graph's inputs. */
    public enum Tensor {
        DOUBLE,
        FLOAT,
        INT64,
        STRING
    }
}
