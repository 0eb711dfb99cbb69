package dev.lastmile.serving.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Errors in MLflow's form: {@code {"error_code": …, "message": …}}. */
public final class ErrorBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorBody() {}

    /**
     * @param errorCode MLflow's, such as {@code INVALID_PARAMETER_VALUE}
     */
    public static Response response(int status, String errorCode, String message) {
        try {
            byte[] body = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("error_code", errorCode).put("message", message));
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON_TYPE)
                    .entity(body)
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two strings are always JSON", e);
        }
    }
}
