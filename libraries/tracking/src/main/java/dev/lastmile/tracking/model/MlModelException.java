package dev.lastmile.tracking.model;

/** A model folder cannot be read or written; the message names the file and the error. */
public class MlModelException extends RuntimeException {
    public MlModelException(String message) {
        super(message);
    }

    public MlModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
