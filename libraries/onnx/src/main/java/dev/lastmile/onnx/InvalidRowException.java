package dev.lastmile.onnx;

/** A row that a model cannot score; the message names the row and the reason. */
public final class InvalidRowException extends OnnxModelException {
    public InvalidRowException(String message) {
        super(message);
    }
}
