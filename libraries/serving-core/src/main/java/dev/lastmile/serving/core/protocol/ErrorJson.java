package dev.lastmile.serving.core.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Bodies of error responses. */
public final class ErrorJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorJson() {}

    /**
     * MLflow's format: {@code {"error_code": …, "message": …}}.
     *
     * @param code MLflow's, such as {@code INVALID_PARAMETER_VALUE}
     */
    public static byte[] mlflow(String code, String message) {
        return bytes(JSON.createObjectNode().put("error_code", code).put("message", valid(message)));
    }

    /** The Open Inference Protocol's format: {@code {"error": …}}. */
    public static byte[] openInference(String message) {
        return bytes(JSON.createObjectNode().put("error", valid(message)));
    }

    // A message can repeat half of a surrogate pair of the request, which no encoding of Unicode has.
    private static String valid(String message) {
        return new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings always have a JSON form", e);
        }
    }
}
