package dev.lastmile.onnx.internal.graph;

/**
 * The versions that every graph declares.
 *
 * <p>13 is the opset that Tribuo 4.3 writes, whose graphs become part of ours, and one that ONNX Runtime has all our
 * operators in for 64-bit floating point numbers.
 */
public final class OnnxVersions {
    public static final int IR = 8;
    public static final int OPSET = 13;
    /** Of the domain {@code ai.onnx.ml}, declared only where an operator of it is used. */
    public static final int ML_OPSET = 2;

    private OnnxVersions() {}
}
