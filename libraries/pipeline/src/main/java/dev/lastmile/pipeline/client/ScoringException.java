package dev.lastmile.pipeline.client;

/** The service cannot be reached, or rejects the request; the message is the service's own where it gave one. */
public final class ScoringException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;

    ScoringException(int status, String message) {
        this(status, message, message);
    }

    /**
     * @param reason what the service says
     */
    ScoringException(int status, String message, String reason) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    ScoringException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.reason = message;
    }

    /** Of the HTTP answer; 0 where there was none. */
    public int status() {
        return status;
    }

    /** The service's own message; that of this exception if there was no response. */
    public String reason() {
        return reason;
    }
}
