package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.ElementType;
import java.util.Locale;

/**
 * A column that a request has to bring.
 *
 * @param name its name in the model's signature, and of the graph's input
 * @param type what the signature says of its values
 * @param tensor how the graph takes them
 * @param required whether every row needs a value; a missing number of an optional column is scored as NaN, and a
 *     missing string as null
 * @param width how many numbers a row has there; 0 for a column of single values
 */
public record InputColumn(String name, Type type, ElementType tensor, boolean required, int width) {
    /** A column of single values. */
    public InputColumn(String name, Type type, ElementType tensor, boolean required) {
        this(name, type, tensor, required, 0);
    }

    /** Whether a row has a list of numbers there. */
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

        /** As the signature writes it. */
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
