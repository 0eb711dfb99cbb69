package dev.lastmile.serving.core.openinference;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.prediction.ColumnJson;
import dev.lastmile.serving.core.prediction.OutputJson;
import dev.lastmile.serving.core.prediction.ResponseBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The response to an inference request.
 *
 * @param model what scored
 * @param id the client's own id of the request; empty if it has none
 */
record InferenceResponse(ModelPin model, String id) {
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
     * @param outputs those that are wanted, in their order
     * @param scored the model's outputs; null for no rows
     */
    Body write(List<Output> outputs, Batch scored) {
        List<byte[]> binaries = new ArrayList<>();
        ResponseBytes bytes = ResponseBytes.begin();
        try (JsonGenerator json = OutputJson.JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("model_name", model.name());
            json.writeStringField("model_version", model.version());
            if (!id.isEmpty()) {
                json.writeStringField("id", id);
            }
            json.writeArrayFieldStart("outputs");
            ColumnJson values = new ColumnJson();
            for (Output output : outputs) {
                Column column =
                        scored == null ? null : scored.column(output.spec().name());
                json.writeStartObject();
                json.writeStringField("name", output.spec().name());
                json.writeStringField("datatype", Datatype.of(output.spec()));
                shape(json, output.spec(), column);
                if (output.binary()) {
                    byte[] binary = BinaryOutput.of(output.spec(), column);
                    json.writeObjectFieldStart("parameters");
                    json.writeNumberField("binary_data_size", binary.length);
                    json.writeEndObject();
                    binaries.add(binary);
                } else {
                    json.writeArrayFieldStart("data");
                    values.flat(json, column);
                    json.writeEndArray();
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        int length = bytes.size();
        binaries.forEach(bytes::writeBytes);
        return new Body(bytes.toByteArray(), length, !binaries.isEmpty());
    }

    private static void shape(JsonGenerator json, TensorSpec output, Column column) throws IOException {
        json.writeArrayFieldStart("shape");
        json.writeNumber(column == null ? 0 : column.rows());
        if (output.isVector()) {
            json.writeNumber(
                    column instanceof Column.DoubleVectors vectors
                            ? vectors.width()
                            : column instanceof Column.FloatVectors vectors
                                    ? vectors.width()
                                    : Math.max(output.width(), 1));
        }
        json.writeEndArray();
    }
}
