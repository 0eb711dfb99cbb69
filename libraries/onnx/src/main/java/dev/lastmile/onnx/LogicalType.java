package dev.lastmile.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The type of an input's values where the element type alone does not define it: the metadata property {@link
 * GraphMetadata#INPUT_TYPES} maps names of inputs to these.
 *
 * <p>Tensors have no dates, and only floating point numbers have NaN for null: a date is a number in a graph, and an
 * integer or a boolean that can be null is DOUBLE.
 */
public enum LogicalType {
    /** DOUBLE: 0, 1, or NaN for null. */
    BOOLEAN,
    /** DOUBLE: an integer up to 2<sup>53</sup>, or NaN for null. */
    LONG,
    /** INT64, or DOUBLE with NaN for null: days since 1970-01-01 in the proleptic Gregorian calendar of ISO 8601. */
    DATE,
    /**
     * INT64, or DOUBLE with NaN for null: microseconds since 1970-01-01T00:00:00Z.
     *
     * <p>A DOUBLE has all microseconds from 1684-07-28T00:12:25.259008Z to 2255-06-05T23:47:34.740992Z, all milliseconds
     * up to the year 4253 and all seconds beyond the year 9999; see {@link #isExact}.
     */
    TIMESTAMP;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether its values are dates or timestamps. */
    public boolean isTemporal() {
        return this == DATE || this == TIMESTAMP;
    }

    /**
     * Whether a 64-bit integer has a 64-bit floating point number that is equal to it. It is rejected otherwise where an
     * input takes it as DOUBLE.
     */
    public static boolean isExact(long value) {
        return (long) (double) value == value && value != Long.MAX_VALUE;
    }

    /**
     * The types that a graph's metadata states.
     *
     * @param metadata of the graph, which may not have the property
     * @return by name of the input; none for inputs whose element type is the type of their values
     * @throws OnnxModelException if the property is not such an object or has a type that this version does not know
     */
    public static Map<String, LogicalType> ofInputs(Map<String, String> metadata) {
        Map<String, LogicalType> types = new HashMap<>();
        String property = metadata.getOrDefault(GraphMetadata.INPUT_TYPES, "{}");
        JsonNode json = parsed(property);
        json.fields().forEachRemaining(field -> {
            LogicalType type =
                    named(field.getValue().asText()).orElseThrow(() -> unreadable(property, field.toString(), null));
            types.put(field.getKey(), type);
        });
        return types;
    }

    /** The metadata property's value for these inputs. */
    public static String json(SortedMap<String, LogicalType> types) {
        ObjectNode json = JSON.createObjectNode();
        types.forEach((input, type) -> json.put(input, type.toString()));
        return json.toString();
    }

    /** The name in the metadata and in messages, such as {@code date}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Optional<LogicalType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(name))
                .findFirst();
    }

    private static JsonNode parsed(String property) {
        try {
            JsonNode json = JSON.readTree(property);
            if (json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw unreadable(property, "it is not JSON", e);
        }
        throw unreadable(property, "it is not an object", null);
    }

    private static OnnxModelException unreadable(String property, String what, Exception cause) {
        String known = Arrays.stream(values()).map(LogicalType::toString).collect(Collectors.joining(", "));
        return new OnnxModelException(
                "The model's metadata property " + GraphMetadata.INPUT_TYPES + " is " + property
                        + ", which this version cannot read (" + what + "; it knows the types " + known
                        + "). Upgrade Lastmile, or export the model again.",
                cause);
    }
}
