package dev.lastmile.serving.mlflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes {@code {"predictions": […]}}: a record a row, with the model's outputs by their names. */
final class PredictionWriter {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NONE = "{\"predictions\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private PredictionWriter() {}

    static byte[] write(Batch predictions) {
        int rows = predictions.rows();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 128 * rows);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("predictions");
            for (int row = 0; row < rows; row++) {
                json.writeStartObject();
                for (Map.Entry<String, Column> output : predictions.columns().entrySet()) {
                    json.writeFieldName(output.getKey());
                    write(json, output.getValue(), row);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** The answer to a request without rows. */
    static byte[] none() {
        return NONE;
    }

    private static void write(JsonGenerator json, Column column, int row) throws IOException {
        if (column instanceof Column.Strings strings) {
            json.writeString(strings.values()[row]);
        } else if (column instanceof Column.Doubles doubles) {
            writeNumber(json, doubles.values()[row]);
        } else if (column instanceof Column.DoubleVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                writeNumber(json, vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.FloatVectors vectors) {
            json.writeStartArray();
            int width = vectors.width();
            for (int i = row * width; i < (row + 1) * width; i++) {
                writeNumber(json, vectors.flat()[i]);
            }
            json.writeEndArray();
        } else if (column instanceof Column.Booleans booleans) {
            json.writeBoolean(booleans.values()[row]);
        } else if (column instanceof Column.Longs longs) {
            json.writeNumber(longs.values()[row]);
        } else if (column instanceof Column.Floats floats) {
            writeNumber(json, floats.values()[row]);
        } else {
            throw new IllegalStateException(
                    "no JSON is known for " + column.getClass().getSimpleName());
        }
    }

    // JSON has no NaN.
    private static void writeNumber(JsonGenerator json, double number) throws IOException {
        if (Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            json.writeNull();
        }
    }
}
