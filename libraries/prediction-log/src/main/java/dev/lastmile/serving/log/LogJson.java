package dev.lastmile.serving.log;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.prediction.NumberJson;
import dev.lastmile.serving.core.prediction.OutputJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;

/**
 * Columns as JSON: an object with a list a column, a value a row, as {@code /invocations} takes them in its form
 * {@code inputs}. A missing value is null, and so is a number that JSON does not have.
 */
final class LogJson {
    private LogJson() {}

    /**
     * @param batch null for none
     * @param omitted names of columns that are left out
     */
    static String write(Batch batch, Set<String> omitted) {
        if (batch == null) {
            return "{}";
        }
        int rows = Math.min(batch.rows(), 1000); // of the first guess at a length
        StringWriter text = new StringWriter(16 * (4 + rows) * batch.columns().size());
        try (JsonGenerator json = OutputJson.JSON.createGenerator(text)) {
            NumberJson numbers = new NumberJson();
            json.writeStartObject();
            for (Map.Entry<String, Column> column : batch.columns().entrySet()) {
                if (!omitted.contains(column.getKey())) {
                    json.writeArrayFieldStart(column.getKey());
                    write(json, numbers, column.getValue());
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return text.toString();
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
