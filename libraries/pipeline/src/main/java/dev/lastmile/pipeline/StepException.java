package dev.lastmile.pipeline;

/** A step cannot go on; the message says why, then what to do. */
public class StepException extends RuntimeException {
    public StepException(String message) {
        super(message);
    }

    public StepException(String message, Throwable cause) {
        super(message, cause);
    }
}
