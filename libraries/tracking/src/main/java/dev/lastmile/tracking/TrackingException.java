package dev.lastmile.tracking;

import java.util.OptionalInt;

/**
 * A call to the tracking server failed; the message is one line with the address, the server's error message and, if
 * known, what to do.
 */
public class TrackingException extends RuntimeException {
    private static final int NONE = -1;

    private final int status;
    private final String errorCode;

    /** A failure without a response: the server was not reached, or the call was not made. */
    public TrackingException(String message) {
        this(message, OptionalInt.empty(), "", null);
    }

    /** As {@link #TrackingException(String)}, with what caused it. */
    public TrackingException(String message, Throwable cause) {
        this(message, OptionalInt.empty(), "", cause);
    }

    /**
     * @param status the HTTP status of the response; empty without one
     * @param errorCode MLflow's error code; empty without one
     * @param cause may be null
     */
    public TrackingException(String message, OptionalInt status, String errorCode, Throwable cause) {
        super(message, cause);
        this.status = status.orElse(NONE);
        this.errorCode = errorCode;
    }

    /** The HTTP status of the response; empty if the server was not reached. */
    public OptionalInt status() {
        return status == NONE ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** MLflow's error code, such as {@code RESOURCE_DOES_NOT_EXIST}; empty without one. */
    public String errorCode() {
        return errorCode;
    }
}
