package dev.lastmile.onnx.spark;

import dev.lastmile.onnx.OnnxModelException;

/** A pipeline has a stage, or a stage has a parameter, that has no ONNX form here. */
public final class UnsupportedStageException extends OnnxModelException {
    private final String stage;
    private final String uid;
    private final String parameter;

    /**
     * @param stage the stage's type, such as {@code Bucketizer}
     * @param uid of the stage
     * @param parameter that is not supported, or empty for the stage as a whole
     * @param message what is wrong and what to do; stage, uid and parameter are put before it
     */
    public UnsupportedStageException(String stage, String uid, String parameter, String message) {
        super("Stage " + stage + " (" + uid + ")" + (parameter.isEmpty() ? "" : ", parameter " + parameter) + ": "
                + message);
        this.stage = stage;
        this.uid = uid;
        this.parameter = parameter;
    }

    /** The stage's type. */
    public String stage() {
        return stage;
    }

    /** The stage's uid. */
    public String uid() {
        return uid;
    }

    /** The parameter, or empty for the stage as a whole. */
    public String parameter() {
        return parameter;
    }
}
