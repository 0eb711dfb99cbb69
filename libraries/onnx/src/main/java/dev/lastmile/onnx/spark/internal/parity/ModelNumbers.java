package dev.lastmile.onnx.spark.internal.parity;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The 64-bit numbers within a graph, among which all of its thresholds are. */
final class ModelNumbers {
    private ModelNumbers() {}

    /** Each number once, in ascending order. */
    static List<Double> of(OnnxModel onnx) {
        Set<Double> numbers = new TreeSet<>();
        try {
            ModelProto model = ModelProto.parseFrom(onnx.bytes());
            for (TensorProto tensor : model.getGraph().getInitializerList()) {
                numbers.addAll(tensor.getDoubleDataList());
            }
            for (NodeProto node : model.getGraph().getNodeList()) {
                for (AttributeProto attribute : node.getAttributeList()) {
                    numbers.addAll(attribute.getT().getDoubleDataList());
                }
            }
            return List.copyOf(numbers);
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxModelException("The model is no ONNX file: " + e.getMessage(), e);
        }
    }
}
