package dev.lastmile.serving.core.mlflow;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.core.prediction.JsonBytes;
import dev.lastmile.serving.core.prediction.OutputJson;

/** Writes {@code {"predictions": […]}}: a record a row, with the model's outputs by their names. */
final class PredictionWriter {
    private static final byte[] NONE = "{\"predictions\": []}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    private PredictionWriter() {}

    static byte[] write(Batch predictions) {
        int rows = predictions.rows();
        JsonBytes json = JsonBytes.begin();
        json.beginObject();
        json.name("predictions");
        json.beginArray();
        OutputJson records = new OutputJson(predictions);
        for (int row = 0; row < rows; row++) {
            records.write(json, row);
        }
        json.endArray();
        json.endObject();
        return json.toByteArray();
    }

    /** The answer to a request without rows. */
    static byte[] none() {
        return NONE;
    }
}
