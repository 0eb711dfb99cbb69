package dev.lastmile.serving.core.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

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
        return bytes(JSON.createObjectNode().put("error_code", code).put("message", message));
    }

    /** The Open Inference Protocol's format: {@code {"error": …}}. */
    public static byte[] openInference(String message) {
        return bytes(JSON.createObjectNode().put("error", message));
    }

    private static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings always have a JSON form", e);
        }
    }
}
