package dev.lastmile.trackingserver.protocol;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** An error in MLflow's format: {@code {"error_code": …, "message": …}}. */
public record ErrorBody(ErrorCode errorCode, String message) {
    /** The response with the code's own HTTP status. */
    public static Response response(ErrorCode code, String message) {
        return response(code.status(), code, message);
    }

    /** The response with another HTTP status. */
    public static Response response(int status, ErrorCode code, String message) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new ErrorBody(code, message))
                .build();
    }
}
