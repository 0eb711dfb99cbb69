package dev.lastmile.serving.core.internal.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.serving.core.internal.json.RowJsonWriter;

/** Writes {@code {"predictions": […]}}: one record per row, with the model's outputs by name. */
final class PredictionWriter {
    private static final byte[] NONE = "{\"predictions\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private PredictionWriter() {}

    static byte[] write(Batch predictions) {
        int rows = predictions.rows();
        JsonWriter json = JsonWriter.begin();
        json.beginObject();
        json.name("predictions");
        json.beginArray();
        RowJsonWriter records = new RowJsonWriter(predictions);
        for (int row = 0; row < rows; row++) {
            records.write(json, row);
        }
        json.endArray();
        json.endObject();
        return json.toByteArray();
    }

    /** The response to a request without rows. */
    static byte[] none() {
        return NONE;
    }
}
