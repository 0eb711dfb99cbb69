package dev.lastmile.serving.core.openinference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.chain.InputColumn;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.serving.core.prediction.OutputJson;
import java.util.List;

/** What the protocol's answers look like. */
final class InferenceAnswer {
    private static final ObjectMapper JSON = new ObjectMapper(OutputJson.JSON);

    private InferenceAnswer() {}

    /** What a model takes and gives. */
    static byte[] metadata(ChampionChain chain) {
        ModelPin model = chain.served();
        ObjectNode json = JSON.createObjectNode().put("name", model.name());
        json.putArray("versions").add(model.version());
        json.put("platform", "onnx_onnxv1");
        ArrayNode inputs = json.putArray("inputs");
        for (InputColumn column : chain.inputs()) {
            ArrayNode shape = tensor(inputs.addObject(), column.name(), Datatype.of(column))
                    .add(-1);
            if (column.isVector()) {
                shape.add(column.width());
            }
        }
        ArrayNode outputs = json.putArray("outputs");
        for (TensorSpec output : chain.outputs()) {
            ArrayNode shape = tensor(outputs.addObject(), output.name(), Datatype.of(output));
            shape.add(-1);
            if (output.isVector()) {
                shape.add(output.width());
            }
        }
        return bytes(json);
    }

    /**
     * The outputs of a request.
     *
     * @param outputs those that were asked for, in that order
     */
    static byte[] inference(ModelPin model, String id, List<TensorSpec> outputs, Batch scored) {
        ObjectNode json =
                JSON.createObjectNode().put("model_name", model.name()).put("model_version", model.version());
        if (!id.isEmpty()) {
            json.put("id", id);
        }
        ArrayNode tensors = json.putArray("outputs");
        for (TensorSpec output : outputs) {
            ObjectNode tensor = tensors.addObject();
            ArrayNode shape = tensor(tensor, output.name(), Datatype.of(output));
            Column column = scored == null ? null : scored.column(output.name());
            shape.add(column == null ? 0 : column.rows());
            if (output.isVector()) {
                shape.add(
                        column instanceof Column.DoubleVectors vectors
                                ? vectors.width()
                                : column instanceof Column.FloatVectors vectors
                                        ? vectors.width()
                                        : Math.max(output.width(), 1));
            }
            write(tensor.putArray("data"), column);
        }
        return bytes(json);
    }

    private static ArrayNode tensor(ObjectNode tensor, String name, String datatype) {
        tensor.put("name", name).put("datatype", datatype);
        return tensor.putArray("shape");
    }

    private static void write(ArrayNode data, Column column) {
        if (column instanceof Column.Doubles doubles) {
            numbers(data, doubles.values());
        } else if (column instanceof Column.DoubleVectors vectors) {
            numbers(data, vectors.flat());
        } else if (column instanceof Column.Floats floats) {
            numbers(data, floats.values());
        } else if (column instanceof Column.FloatVectors vectors) {
            numbers(data, vectors.flat());
        } else if (column instanceof Column.Longs longs) {
            for (long value : longs.values()) {
                data.add(value);
            }
        } else if (column instanceof Column.Strings strings) {
            for (String value : strings.values()) {
                data.add(value);
            }
        } else if (column instanceof Column.Booleans booleans) {
            for (boolean value : booleans.values()) {
                data.add(value);
            }
        }
    }

    // JSON has no NaN.
    private static void numbers(ArrayNode data, double[] numbers) {
        for (double number : numbers) {
            if (Double.isFinite(number)) {
                data.add(number);
            } else {
                data.addNull();
            }
        }
    }

    private static void numbers(ArrayNode data, float[] numbers) {
        for (float number : numbers) {
            if (Float.isFinite(number)) {
                data.add(number);
            } else {
                data.addNull();
            }
        }
    }

    static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }
}
