package dev.lastmile.serving.core.internal.openinference;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.internal.json.ColumnJsonWriter;
import dev.lastmile.serving.core.internal.json.JsonWriter;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.ArrayList;
import java.util.List;

/**
 * The response to an inference request.
 *
 * @param model what scored
 * @param id the client's id of the request; empty without one
 */
record InferenceResponse(ModelVersionRef model, String id) {
    /**
     * An output of the response.
     *
     * @param binary whether its values follow the JSON as binary data
     */
    record Output(TensorSpec spec, boolean binary) {}

    /**
     * What is sent.
     *
     * @param jsonLength length of the JSON that the body begins with
     * @param isBinary whether binary data may follow it
     */
    record Body(byte[] bytes, int jsonLength, boolean isBinary) {}

    /**
     * Writes outputs.
     *
     * @param outputs the requested ones, in their order
     * @param scored the model's outputs; null for no rows
     */
    Body write(List<Output> outputs, Batch scored) {
        List<byte[]> binaries = new ArrayList<>();
        JsonWriter json = JsonWriter.begin();
        json.beginObject();
        text(json, "model_name", model.name());
        text(json, "model_version", model.version());
        if (!id.isEmpty()) {
            text(json, "id", id);
        }
        json.name("outputs");
        json.beginArray();
        for (Output output : outputs) {
            Column column = scored == null ? null : scored.column(output.spec().name());
            json.beginObject();
            text(json, "name", output.spec().name());
            text(json, "datatype", Datatype.of(output.spec()));
            shape(json, output.spec(), column);
            if (output.binary()) {
                byte[] binary = BinaryOutput.of(output.spec(), column);
                json.name("parameters");
                json.beginObject();
                json.name("binary_data_size");
                json.value(binary.length);
                json.endObject();
                binaries.add(binary);
            } else {
                json.name("data");
                json.beginArray();
                ColumnJsonWriter.flat(json, column);
                json.endArray();
            }
            json.endObject();
        }
        json.endArray();
        json.endObject();
        int length = json.size();
        binaries.forEach(json::append);
        return new Body(json.toByteArray(), length, !binaries.isEmpty());
    }

    private static void text(JsonWriter json, String name, String value) {
        json.name(name);
        json.value(value);
    }

    private static void shape(JsonWriter json, TensorSpec output, Column column) {
        json.name("shape");
        json.beginArray();
        json.value(column == null ? 0 : column.rows());
        if (output.isVector()) {
            json.value(
                    column instanceof Column.DoubleVectors vectors
                            ? vectors.width()
                            : column instanceof Column.FloatVectors vectors
                                    ? vectors.width()
                                    : Math.max(output.width(), 1));
        }
        json.endArray();
    }
}
