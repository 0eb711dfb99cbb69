package dev.lastmile.serving.core.chain;

/** A chain was asked after it was closed; another has taken its place. */
public final class ClosedChainException extends IllegalStateException {
    ClosedChainException(String message) {
        super(message);
    }
}
