package dev.lastmile.onnx;

/** A scorer was closed before it was asked to score; nothing was scored. */
public final class ClosedScorerException extends IllegalStateException {
    public ClosedScorerException() {
        super("The scorer is closed. Open another one.");
    }
}
