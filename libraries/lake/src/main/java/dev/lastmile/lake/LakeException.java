package dev.lastmile.lake;

/** The lake cannot do what was asked; the message names the dataset, column or variable and says what to do. */
public class LakeException extends RuntimeException {
    public LakeException(String message) {
        super(message);
    }

    public LakeException(String message, Throwable cause) {
        super(message, cause);
    }
}
