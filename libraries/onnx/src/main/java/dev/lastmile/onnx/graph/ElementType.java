package dev.lastmile.onnx.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The element types of values. */
public enum ElementType {
    DOUBLE(DataType.DOUBLE),
    FLOAT(DataType.FLOAT),
    INT64(DataType.INT64),
    STRING(DataType.STRING),
    BOOL(DataType.BOOL);

    private final DataType onnx;

    ElementType(DataType onnx) {
        this.onnx = onnx;
    }

    /** As ONNX numbers it. */
    public int number() {
        return onnx.getNumber();
    }
}
