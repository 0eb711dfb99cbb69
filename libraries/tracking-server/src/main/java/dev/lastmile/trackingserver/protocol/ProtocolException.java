package dev.lastmile.trackingserver.protocol;

/** A request that is answered with an error. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    public ProtocolException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** A parameter has a value that it cannot have. */
    public static ProtocolException invalid(String message) {
        return new ProtocolException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    /** What was asked for is not there. */
    public static ProtocolException missing(String message) {
        return new ProtocolException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
    }

    /** What was to be made is there already. */
    public static ProtocolException exists(String message) {
        return new ProtocolException(ErrorCode.RESOURCE_ALREADY_EXISTS, message);
    }

    public ErrorCode code() {
        return code;
    }
}
