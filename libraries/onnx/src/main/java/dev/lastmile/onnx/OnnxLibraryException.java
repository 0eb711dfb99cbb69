package dev.lastmile.onnx;

/** ONNX Runtime's own library cannot be loaded, whatever the model; the message says why, and what has to be changed. */
public class OnnxLibraryException extends RuntimeException {
    public OnnxLibraryException(String message, Throwable cause) {
        super(message, cause);
    }
}
