package dev.lastmile.serving.core.internal.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Parameters of a request, an input or an output that this service supports; others are ignored. */
record Parameters(String owner, Map<String, Object> values) {
    private static final List<String> KNOWN =
            List.of("binary_data", "binary_data_output", "binary_data_size", "content_type");
    /** Triton extensions that would change the result, and are therefore rejected. */
    private static final List<String> UNSUPPORTED = List.of("classification", "shared_memory_region");

    /**
     * Reads the object at the parser's current token.
     *
     * @param owner what the parameters belong to, for messages
     */
    static Parameters read(JsonParser json, String owner) throws IOException {
        Map<String, Object> values = new HashMap<>();
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (KNOWN.contains(name) || UNSUPPORTED.contains(name)) {
                    values.put(name, value(json));
                }
                json.skipChildren();
            }
        } else {
            json.skipChildren();
        }
        return new Parameters(owner, values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** A boolean; false without it. */
    boolean binary(String name) {
        Object value = values.getOrDefault(name, false);
        if (!(value instanceof Boolean known)) {
            throw InvalidRequestException.unreadable(
                    "The parameter " + name + " of " + owner + " is " + value + "; it has to be true or false.");
        }
        return known;
    }

    /** A size in bytes; -1 without it. */
    long size(String name) {
        Object value = values.getOrDefault(name, -1L);
        if (!(value instanceof Long size) || (has(name) && size < 0)) {
            throw InvalidRequestException.unreadable(
                    "The parameter " + name + " of " + owner + " is " + value + "; it has to be a number of bytes.");
        }
        return size;
    }

    /** A text; empty without it. */
    String text(String name) {
        return values.getOrDefault(name, "") instanceof String text ? text : "";
    }

    void requireSupported() {
        for (String name : UNSUPPORTED) {
            if (has(name)) {
                throw InvalidRequestException.unreadable(
                        "The parameter " + name + " of " + owner + " is not supported. Leave it out.");
            }
        }
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) ValueExcerpt.cut(json.getText())
                        : (Object) json.getLongValue();
            default -> json.currentToken().isScalarValue() ? ValueExcerpt.cut(json.getText()) : "a structure";
        };
    }
}
