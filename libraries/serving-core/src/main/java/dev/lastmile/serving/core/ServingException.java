package dev.lastmile.serving.core;

/** A model cannot be served; the message names it and what to do, and is never sent to a client. */
public class ServingException extends RuntimeException {
    public ServingException(String message) {
        super(message);
    }

    public ServingException(String message, Throwable cause) {
        super(message, cause);
    }
}
