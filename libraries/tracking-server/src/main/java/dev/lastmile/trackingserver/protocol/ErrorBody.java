package dev.lastmile.trackingserver.protocol;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** An error in MLflow's format: {@code {"error_code": …, "message": …}}. */
public record ErrorBody(ErrorCode errorCode, String message) {
    /** Maximum length of a message, in characters: those that show what was sent are not as long as the request. */
    static final int MAX_MESSAGE = 2000;

    public ErrorBody {
        message = message == null ? null : printable(message);
    }

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

    // A character that was cut in half, or came so, has no UTF-8.
    private static String printable(String message) {
        String shown = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
        return new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
