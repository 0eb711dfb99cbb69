package dev.lastmile.archetype;

/** What was asked for cannot be done; the message names why and what to do, and nothing was changed. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RejectedException(String message) {
        super(message);
    }
}
