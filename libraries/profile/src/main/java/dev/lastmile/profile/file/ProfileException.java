package dev.lastmile.profile.file;

/** A file or a request does not fit; the message says what is wrong and the remedy, for people, without a stack trace. */
public final class ProfileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * @param message what is wrong, then what to do
     */
    public ProfileException(String message) {
        super(message);
    }
}
