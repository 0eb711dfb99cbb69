package dev.lastmile.serving.core.internal.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Bodies of error responses. */
public final class ErrorJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorJson() {}

    /**
     * The format of the protocol that a path belongs to: that of the Open Inference Protocol below {@code /v2/}, MLflow's
     * otherwise.
     *
     * @param code MLflow's error code, such as {@code INVALID_PARAMETER_VALUE}
     */
    public static byte[] forPath(String path, String code, String message) {
        return path.startsWith("/v2/") ? openInference(message) : mlflow(code, message);
    }

    /**
     * MLflow's format: {@code {"error_code": …, "message": …}}.
     *
     * @param code MLflow's error code, such as {@code INVALID_PARAMETER_VALUE}
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
            throw new IllegalStateException("strings can always be serialized", e);
        }
    }
}
