package dev.lastmile.tracking;

import java.util.OptionalInt;

/**
 * A call to the tracking server failed; the message is one line that names the address, what the server said, and what
 * to do where that is known.
 */
public class TrackingException extends RuntimeException {
    private static final int NONE = -1;

    private final int status;
    private final String errorCode;

    /** A failure without an answer: the server was not reached, or the call was not made. */
    public TrackingException(String message) {
        this(message, OptionalInt.empty(), "", null);
    }

    /** As {@link #TrackingException(String)}, with what caused it. */
    public TrackingException(String message, Throwable cause) {
        this(message, OptionalInt.empty(), "", cause);
    }

    /**
     * @param status the HTTP status of the answer; empty if there was none
     * @param errorCode MLflow's error code; empty text if there was none
     * @param cause may be null
     */
    public TrackingException(String message, OptionalInt status, String errorCode, Throwable cause) {
        super(message, cause);
        this.status = status.orElse(NONE);
        this.errorCode = errorCode;
    }

    /** The HTTP status of the answer; empty if the server was not reached. */
    public OptionalInt status() {
        return status == NONE ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** MLflow's error code, such as {@code RESOURCE_DOES_NOT_EXIST}; empty text if the answer had none. */
    public String errorCode() {
        return errorCode;
    }
}
