package dev.lastmile.serving.core;

import java.nio.charset.StandardCharsets;

/** A request is not answered with a prediction; the message says why and is for the client to read. */
public class RefusedRequestException extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * @param status of the HTTP answer
     * @param code MLflow's, such as {@code INVALID_PARAMETER_VALUE}
     */
    protected RefusedRequestException(int status, String code, String message) {
        super(valid(message), null, false, false);
        this.status = status;
        this.code = code;
    }

    // A message can repeat half of a surrogate pair of the request, which no encoding of Unicode has.
    private static String valid(String message) {
        return new String(message.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Of more than is taken in one request: 413. */
    public static RefusedRequestException tooLarge(String message) {
        return new RefusedRequestException(413, "REQUEST_LIMIT_EXCEEDED", message);
    }

    /** 415 Unsupported Media Type: the body's content type or encoding is not read here. */
    public static RefusedRequestException unsupportedType(String message) {
        return new RefusedRequestException(415, "UNSUPPORTED_MEDIA_TYPE", message);
    }

    /** Of a moment when too much else is under way: 429. */
    public static RefusedRequestException tooMany(String message) {
        return new RefusedRequestException(429, "RESOURCE_EXHAUSTED", message);
    }

    /** Of a model that is not served here: 404. */
    public static RefusedRequestException unknown(String message) {
        return new RefusedRequestException(404, "RESOURCE_DOES_NOT_EXIST", message);
    }

    /** Of a request that was made for other versions than those that answer: 409. */
    public static RefusedRequestException conflict(String message) {
        return new RefusedRequestException(409, "RESOURCE_CONFLICT", message);
    }

    /** Of a time when there is no model: 503. */
    public static RefusedRequestException unavailable(String message) {
        return new RefusedRequestException(503, "TEMPORARILY_UNAVAILABLE", message);
    }

    /** Of a failure that the service's log explains: 500. */
    public static RefusedRequestException failed(String message) {
        return new RefusedRequestException(500, "INTERNAL_ERROR", message);
    }

    /** Of the HTTP answer. */
    public int status() {
        return status;
    }

    /** MLflow's code. */
    public String code() {
        return code;
    }
}
