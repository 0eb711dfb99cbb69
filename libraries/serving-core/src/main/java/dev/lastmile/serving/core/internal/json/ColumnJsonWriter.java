package dev.lastmile.serving.core.internal.json;

import dev.lastmile.onnx.Column;

/**
 * Writes the values of a column as JSON. NaN and infinities, which JSON does not have, become null.
 *
 * <p>32-bit numbers are written either with their own shortest digits ({@code 0.1}) or, in MLflow's format, with those of
 * the 64-bit number that they are equal to ({@code 0.10000000149011612}).
 */
public final class ColumnJsonWriter {
    private ColumnJsonWriter() {}

    /**
     * Writes the value or vector of one row; 32-bit numbers with the digits of the 64-bit number.
     *
     * @param row counted from 0
     */
    public static void row(JsonWriter json, Column column, int row) {
        row(json, column, row, true);
    }

    /**
     * Writes one value or vector per row; 32-bit numbers with their own shortest digits.
     */
    public static void rows(JsonWriter json, Column column) {
        if (isVector(column)) {
            for (int row = 0; row < column.rows(); row++) {
                row(json, column, row, false);
            }
        } else {
            values(json, column, 0, column.rows(), false);
        }
    }

    /**
     * Writes all values in row-major order, vectors flattened; 32-bit numbers with their own shortest digits.
     *
     * @param column null for no rows
     */
    public static void flat(JsonWriter json, Column column) {
        if (column != null) {
            values(json, column, 0, column.rows() * width(column), false);
        }
    }

    private static void row(JsonWriter json, Column column, int row, boolean widen) {
        if (isVector(column)) {
            int width = width(column);
            json.beginArray();
            values(json, column, row * width, (row + 1) * width, widen);
            json.endArray();
        } else {
            values(json, column, row, row + 1, widen);
        }
    }

    private static boolean isVector(Column column) {
        return column instanceof Column.DoubleVectors || column instanceof Column.FloatVectors;
    }

    private static int width(Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            return vectors.width();
        }
        return column instanceof Column.FloatVectors vectors ? vectors.width() : 1;
    }

    // Values from inclusive to exclusive, in row-major order.
    private static void values(JsonWriter json, Column column, int from, int to, boolean widen) {
        if (column instanceof Column.Strings strings) {
            for (int i = from; i < to; i++) {
                json.value(strings.values()[i]);
            }
        } else if (column instanceof Column.Doubles doubles) {
            doubles(json, doubles.values(), from, to);
        } else if (column instanceof Column.DoubleVectors vectors) {
            doubles(json, vectors.flat(), from, to);
        } else if (column instanceof Column.Floats floats) {
            floats(json, floats.values(), from, to, widen);
        } else if (column instanceof Column.FloatVectors vectors) {
            floats(json, vectors.flat(), from, to, widen);
        } else if (column instanceof Column.Longs longs) {
            for (int i = from; i < to; i++) {
                json.value(longs.values()[i]);
            }
        } else {
            boolean[] booleans = ((Column.Booleans) column).values();
            for (int i = from; i < to; i++) {
                json.value(booleans[i]);
            }
        }
    }

    private static void doubles(JsonWriter json, double[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            json.value(values[i]);
        }
    }

    private static void floats(JsonWriter json, float[] values, int from, int to, boolean widen) {
        for (int i = from; i < to; i++) {
            if (widen) {
                json.value((double) values[i]);
            } else {
                json.value(values[i]);
            }
        }
    }
}
