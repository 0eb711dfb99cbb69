package dev.lastmile.serving.core;

import java.nio.charset.StandardCharsets;

/** A request gets an error response instead of a prediction; the message states why, and is sent to the client. */
public class RequestRejectedException extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * @param status of the HTTP response
     * @param code MLflow's error code, such as {@code INVALID_PARAMETER_VALUE}
     */
    protected RequestRejectedException(int status, String code, String message) {
        super(valid(message), null, false, false);
        this.status = status;
        this.code = code;
    }

    // A message can quote half of a surrogate pair, which UTF-8 cannot encode.
    private static String valid(String message) {
        return new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** 413 Content Too Large: the request exceeds a limit. */
    public static RequestRejectedException tooLarge(String message) {
        return new RequestRejectedException(413, "REQUEST_LIMIT_EXCEEDED", message);
    }

    /** 415 Unsupported Media Type: the body's content type or encoding is not read here. */
    public static RequestRejectedException unsupportedType(String message) {
        return new RequestRejectedException(415, "UNSUPPORTED_MEDIA_TYPE", message);
    }

    /** 429 Too Many Requests: the concurrency or memory limit is reached. */
    public static RequestRejectedException tooMany(String message) {
        return new RequestRejectedException(429, "RESOURCE_EXHAUSTED", message);
    }

    /** 404 Not Found: the model is not served here. */
    public static RequestRejectedException unknown(String message) {
        return new RequestRejectedException(404, "RESOURCE_DOES_NOT_EXIST", message);
    }

    /** 409 Conflict: the request is for other versions than those served. */
    public static RequestRejectedException conflict(String message) {
        return new RequestRejectedException(409, "RESOURCE_CONFLICT", message);
    }

    /** 503 Service Unavailable: no model is loaded. */
    public static RequestRejectedException unavailable(String message) {
        return new RequestRejectedException(503, "TEMPORARILY_UNAVAILABLE", message);
    }

    /** 500 Internal Server Error: the cause is in the service's log. */
    public static RequestRejectedException failed(String message) {
        return new RequestRejectedException(500, "INTERNAL_ERROR", message);
    }

    /** Status of the HTTP response. */
    public int status() {
        return status;
    }

    /** MLflow's error code. */
    public String code() {
        return code;
    }
}
