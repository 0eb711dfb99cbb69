package dev.lastmile.serving.core.mlflow;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.prediction.OutputJson;
import dev.lastmile.serving.core.prediction.ResponseBytes;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes {@code {"predictions": […]}}: a record a row, with the model's outputs by their names. */
final class PredictionWriter {
    private static final byte[] NONE = "{\"predictions\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private PredictionWriter() {}

    static byte[] write(Batch predictions) {
        int rows = predictions.rows();
        ResponseBytes bytes = ResponseBytes.begin();
        try (JsonGenerator json = OutputJson.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeArrayFieldStart("predictions");
            OutputJson records = new OutputJson(predictions);
            for (int row = 0; row < rows; row++) {
                records.write(json, row);
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
}
