package dev.lastmile.serving.core.prediction;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Column;
import java.io.IOException;

/** Writes the values of a column as JSON. NaN and infinities, which JSON does not have, become null. Not thread-safe. */
public final class ColumnJson {
    private final NumberJson numbers = new NumberJson();

    /**
     * Writes the value or vector of one row; 32-bit numbers with the digits of the 64-bit number that they are.
     *
     * @param row counted from 0
     */
    public void row(JsonGenerator json, Column column, int row) throws IOException {
        if (column instanceof Column.Strings strings) {
            json.writeString(strings.values()[row]);
        } else if (column instanceof Column.Doubles doubles) {
            numbers.write(json, doubles.values()[row]);
        } else if (column instanceof Column.DoubleVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                numbers.write(json, vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.FloatVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                numbers.write(json, (double) vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.Booleans booleans) {
            json.writeBoolean(booleans.values()[row]);
        } else if (column instanceof Column.Longs longs) {
            json.writeNumber(longs.values()[row]);
        } else if (column instanceof Column.Floats floats) {
            numbers.write(json, (double) floats.values()[row]);
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
    public void flat(JsonGenerator json, Column column) throws IOException {
        if (column instanceof Column.DoubleVectors vectors) {
            for (double value : vectors.flat()) {
                numbers.write(json, value);
            }
        } else if (column instanceof Column.FloatVectors vectors) {
            for (float value : vectors.flat()) {
                numbers.write(json, value);
            }
        } else if (column instanceof Column.Floats floats) {
            for (float value : floats.values()) {
                numbers.write(json, value);
            }
        } else if (column != null) {
            for (int row = 0; row < column.rows(); row++) {
                row(json, column, row);
            }
        }
    }
}
