package dev.lastmile.trackingserver.protocol;

/** A request that gets an error response. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public ProtocolException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** A parameter has an invalid value. */
    public static ProtocolException invalid(String message) {
        return new ProtocolException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    /** The requested resource does not exist. */
    public static ProtocolException missing(String message) {
        return new ProtocolException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
    }

    /** The resource to create already exists. */
    public static ProtocolException exists(String message) {
        return new ProtocolException(ErrorCode.RESOURCE_ALREADY_EXISTS, message);
    }

    public ErrorCode code() {
        return code;
    }
}
