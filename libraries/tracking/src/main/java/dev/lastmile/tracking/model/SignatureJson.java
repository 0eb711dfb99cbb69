package dev.lastmile.tracking.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.model.Signature.Field;
import java.util.ArrayList;
import java.util.List;

/** A signature's fields as the JSON text in {@code MLmodel}. */
final class SignatureJson {
    static final JsonMapper JSON = new JsonMapper();

    private static final String SPEC = "tensor-spec";

    private SignatureJson() {}

    static String write(List<Field> fields) {
        ArrayNode array = JSON.createArrayNode();
        for (Field field : fields) {
            ObjectNode json = array.addObject();
            if (!field.name().isEmpty()) {
                json.put("name", field.name());
            }
            json.put("type", field.type());
            if (field.isTensor()) {
                ObjectNode spec = json.putObject(SPEC).put("dtype", field.dtype());
                field.shape().forEach(spec.putArray("shape")::add);
            } else {
                json.put("required", field.required());
            }
        }
        return array.toString();
    }

    /**
     * @param where names the text in messages
     */
    static List<Field> read(String text, String where) {
        JsonNode array;
        try {
            array = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MlModelException(where + " is no JSON: " + e.getOriginalMessage() + ".", e);
        }
        if (!array.isArray()) {
            throw new MlModelException(where + " is no list of fields.");
        }
        List<Field> fields = new ArrayList<>();
        for (JsonNode json : array) {
            String type = json.path("type").asText("");
            if (type.isEmpty()) {
                throw new MlModelException(where + " has a field without a type: " + json + ".");
            }
            List<Long> shape = new ArrayList<>();
            json.path(SPEC).path("shape").forEach(size -> shape.add(size.asLong()));
            fields.add(new Field(
                    json.path("name").asText(""),
                    type,
                    json.path("required").asBoolean(true),
                    json.path(SPEC).path("dtype").asText(""),
                    shape));
        }
        return fields;
    }
}
