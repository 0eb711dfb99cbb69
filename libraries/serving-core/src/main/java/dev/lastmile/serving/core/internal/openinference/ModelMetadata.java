package dev.lastmile.serving.core.internal.openinference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.tracking.model.ModelVersionRef;

/** The description of a model: its inputs and outputs. */
final class ModelMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelMetadata() {}

    static byte[] of(ChampionChain chain) {
        ModelVersionRef model = chain.served();
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

    private static ArrayNode tensor(ObjectNode tensor, String name, String datatype) {
        tensor.put("name", name).put("datatype", datatype);
        return tensor.putArray("shape");
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be serialized", e);
        }
    }
}
