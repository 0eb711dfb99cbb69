package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON as trees only, which needs no reflection. */
final class Json {
    /** Some servers write NaN without quotes, others as a string. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    static ArrayNode pairs(Map<String, String> pairs) {
        ArrayNode array = MAPPER.createArrayNode();
        pairs.forEach((key, value) -> array.add(pair(key, value)));
        return array;
    }

    static ObjectNode pair(String key, String value) {
        return object().put("key", key).put("value", value);
    }

    /** The {@code key}/{@code value} pairs of an array; the value is empty if it is absent. */
    static Map<String, String> pairs(JsonNode array) {
        Map<String, String> pairs = new LinkedHashMap<>();
        array.forEach(
                pair -> pairs.put(pair.path("key").asText(), pair.path("value").asText("")));
        return pairs;
    }
}
