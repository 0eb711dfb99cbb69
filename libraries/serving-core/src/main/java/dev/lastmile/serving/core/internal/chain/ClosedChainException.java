package dev.lastmile.serving.core.internal.chain;

/** A chain was called after it was closed; its successor serves. */
public final class ClosedChainException extends IllegalStateException {
    ClosedChainException(String message) {
        super(message);
    }
}
