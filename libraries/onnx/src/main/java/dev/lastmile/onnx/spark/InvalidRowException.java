package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModelException;

/** A row that a model cannot score, as Spark would fail on it; the message names the row and the reason. */
public final class InvalidRowException extends OnnxModelException {
    public InvalidRowException(String message) {
        super(message);
    }
}
