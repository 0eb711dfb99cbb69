package dev.lastmile.serving.core;

/** A model cannot be served; the message names it and says what to do. Nothing of it reaches a client's request. */
public class ServingException extends RuntimeException {
    public ServingException(String message) {
        super(message);
    }

    public ServingException(String message, Throwable cause) {
        super(message, cause);
    }
}
