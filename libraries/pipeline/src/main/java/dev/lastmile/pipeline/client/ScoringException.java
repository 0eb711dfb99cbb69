package dev.lastmile.pipeline.client;

/** The service cannot be reached, or rejects the request; the message is the service's own where it gave one. */
public final class ScoringException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    ScoringException(int status, String message) {
        super(message);
        this.status = status;
    }

    ScoringException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** Of the HTTP answer; 0 where there was none. */
    public int status() {
        return status;
    }
}
