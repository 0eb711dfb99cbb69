package dev.lastmile.onnx;

/** A model cannot be exported, loaded or scored; the message names what is wrong and says what to do. */
public class OnnxModelException extends RuntimeException {
    public OnnxModelException(String message) {
        super(message);
    }

    public OnnxModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
