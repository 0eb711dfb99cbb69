package dev.lastmile.serving.core;

/** A request cannot be scored as it is; the message names the field and is for the client to read. */
public final class InvalidRequestException extends RefusedRequestException {

    /** MLflow's codes for a request that is wrong. */
    public enum ErrorCode {
        /** The body cannot be read: not JSON, not one of the four forms, or a value of another type. */
        BAD_REQUEST,
        /** The body can be read, and the data in it are not what the model takes. */
        INVALID_PARAMETER_VALUE
    }

    private InvalidRequestException(ErrorCode errorCode, String message) {
        super(400, errorCode.name(), message);
    }

    /** Of a body that cannot be read. */
    public static InvalidRequestException unreadable(String message) {
        return new InvalidRequestException(ErrorCode.BAD_REQUEST, message);
    }

    /** Of data that do not fit the model. */
    public static InvalidRequestException unfit(String message) {
        return new InvalidRequestException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }
}
