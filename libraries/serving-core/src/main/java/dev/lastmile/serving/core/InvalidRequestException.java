package dev.lastmile.serving.core;

/** A validation error of a request, 400; the message names the field, and is sent to the client. */
public final class InvalidRequestException extends RequestRejectedException {

    /** MLflow's error codes of invalid requests. */
    public enum ErrorCode {
        /** The body cannot be parsed: not JSON, not one of the four formats, or a value of another type. */
        BAD_REQUEST,
        /** The body can be parsed, and its data do not match the model's signature. */
        INVALID_PARAMETER_VALUE
    }

    private InvalidRequestException(ErrorCode errorCode, String message) {
        super(400, errorCode.name(), message);
    }

    /** A body that cannot be parsed. */
    public static InvalidRequestException unreadable(String message) {
        return new InvalidRequestException(ErrorCode.BAD_REQUEST, message);
    }

    /** Data that do not match the model's signature. */
    public static InvalidRequestException unfit(String message) {
        return new InvalidRequestException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }
}
