package dev.lastmile.serving.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.prediction.NumberJson;
import java.io.IOException;
import java.util.Map;

/**
 * Columns as JSON: an object with an array per column and a value per row, as {@code /invocations} takes them as
 * {@code inputs}. A missing value is null, and so is a number that JSON does not have.
 */
final class LogJson {
    private static final char REPLACEMENT = '\uFFFD';

    private LogJson() {}

    /** Writes columns. */
    static void write(JsonGenerator json, Map<String, Column> columns) throws IOException {
        NumberJson numbers = new NumberJson();
        json.writeStartObject();
        for (Map.Entry<String, Column> column : columns.entrySet()) {
            json.writeArrayFieldStart(column.getKey());
            write(json, numbers, column.getValue());
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** A text with U+FFFD for each surrogate that has no other half, which UTF-8 cannot have. */
    static String repaired(String text) {
        StringBuilder repaired = null;
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
                    i++;
                } else {
                    repaired = repaired == null ? new StringBuilder(text) : repaired;
                    repaired.setCharAt(i, REPLACEMENT);
                }
            }
        }
        return repaired == null ? text : repaired.toString();
    }

    private static void write(JsonGenerator json, NumberJson numbers, Column column) throws IOException {
        if (column instanceof Column.Doubles doubles) {
            for (double value : doubles.values()) {
                numbers.write(json, value);
            }
        } else if (column instanceof Column.Floats floats) {
            for (float value : floats.values()) {
                numbers.write(json, value);
            }
        } else if (column instanceof Column.Longs longs) {
            for (long value : longs.values()) {
                json.writeNumber(value);
            }
        } else if (column instanceof Column.Booleans booleans) {
            for (boolean value : booleans.values()) {
                json.writeBoolean(value);
            }
        } else if (column instanceof Column.Strings strings) {
            for (String value : strings.values()) {
                json.writeString(value);
            }
        } else if (column instanceof Column.DoubleVectors vectors) {
            for (int row = 0; row < vectors.rows(); row++) {
                json.writeStartArray();
                for (int i = row * vectors.width(); i < (row + 1) * vectors.width(); i++) {
                    numbers.write(json, vectors.flat()[i]);
                }
                json.writeEndArray();
            }
        } else if (column instanceof Column.FloatVectors vectors) {
            for (int row = 0; row < vectors.rows(); row++) {
                json.writeStartArray();
                for (int i = row * vectors.width(); i < (row + 1) * vectors.width(); i++) {
                    numbers.write(json, vectors.flat()[i]);
                }
                json.writeEndArray();
            }
        }
    }
}
