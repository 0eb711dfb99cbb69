package dev.lastmile.onnx.internal.proto;

/**
 * The versions that every graph declares.
 *
 * <p>13 is the opset that Tribuo 4.3 writes, whose graphs become part of ours, and one that ONNX Runtime has all our
 * operators in for 64-bit floating point numbers.
 */
public final class OnnxVersions {
    public static final int IR = 8;
    public static final int OPSET = 13;
    /**
     * Of the domain {@code ai.onnx.ml}, declared only where an operator of it is used. 5 is the first one whose trees
     * take and give 64-bit numbers; ONNX Runtime has it from 1.21 on.
     */
    public static final int ML_OPSET = 5;

    private OnnxVersions() {}
}
