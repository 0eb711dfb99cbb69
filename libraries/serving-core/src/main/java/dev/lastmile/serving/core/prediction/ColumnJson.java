package dev.lastmile.serving.core.prediction;

import dev.lastmile.onnx.Column;

/** Writes the values of a column as JSON. NaN and infinities, which JSON does not have, become null. */
public final class ColumnJson {
    private ColumnJson() {}

    /**
     * Writes the value or vector of one row; 32-bit numbers with the digits of the 64-bit number that they are.
     *
     * @param row counted from 0
     */
    public static void row(JsonBytes json, Column column, int row) {
        if (column instanceof Column.Strings strings) {
            json.value(strings.values()[row]);
        } else if (column instanceof Column.Doubles doubles) {
            json.value(doubles.values()[row]);
        } else if (column instanceof Column.DoubleVectors vectors) {
            json.beginArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                json.value(vectors.flat()[i]);
            }
            json.endArray();
        } else if (column instanceof Column.FloatVectors vectors) {
            json.beginArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                json.value((double) vectors.flat()[i]);
            }
            json.endArray();
        } else if (column instanceof Column.Booleans booleans) {
            json.value(booleans.values()[row]);
        } else if (column instanceof Column.Longs longs) {
            json.value(longs.values()[row]);
        } else if (column instanceof Column.Floats floats) {
            json.value((double) floats.values()[row]);
        } else {
            throw new IllegalStateException(
                    "no JSON is known for " + column.getClass().getSimpleName());
        }
    }

    /**
     * Writes all values in row-major order, 32-bit numbers with their own shortest digits.
     *
     * @param column null for none
     */
    public static void flat(JsonBytes json, Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            for (double value : vectors.flat()) {
                json.value(value);
            }
        } else if (column instanceof Column.FloatVectors vectors) {
            for (float value : vectors.flat()) {
                json.value(value);
            }
        } else if (column instanceof Column.Floats floats) {
            for (float value : floats.values()) {
                json.value(value);
            }
        } else if (column != null) {
            for (int row = 0; row < column.rows(); row++) {
                row(json, column, row);
            }
        }
    }
}
