package dev.lastmile.onnx.internal.proto;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.lastmile.onnx.ElementType;
import java.util.List;
import java.util.Map;

/** The small messages that a graph is made of. */
public final class Protos {
    private static final String ROWS = "N";

    private Protos() {}

    /**
     * A node with the name of its output.
     *
     * @param attributes integers, or lists of them; lists of {@code byte[]} as strings; {@code double[]} and {@code
     *     byte[]} as tensors of one dimension
     */
    public static NodeProto node(
            String domain, String operator, List<String> operands, String output, Map<String, ?> attributes) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(operator)
                .setName(output)
                .addAllInput(operands)
                .addOutput(output);
        // A map of Map.of has another order in another process.
        attributes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(attribute -> node.addAttribute(attribute(attribute.getKey(), attribute.getValue())));
        return node.build();
    }

    /**
     * An input or output of a graph.
     *
     * @param width of each row's vector, 0 for one value per row
     */
    public static ValueInfoProto info(String name, ElementType type, int width) {
        TensorShapeProto.Builder shape =
                TensorShapeProto.newBuilder().addDim(Dimension.newBuilder().setDimParam(ROWS));
        if (width > 0) {
            shape.addDim(Dimension.newBuilder().setDimValue(width));
        }
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(type.number())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static AttributeProto attribute(String name, Object value) {
        AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
        if (value instanceof Long number) {
            return attribute.setType(AttributeType.INT).setI(number).build();
        } else if (value instanceof double[] numbers) {
            TensorProto.Builder tensor = tensor(DataType.DOUBLE, numbers.length);
            for (double number : numbers) {
                tensor.addDoubleData(number);
            }
            return attribute.setType(AttributeType.TENSOR).setT(tensor).build();
        } else if (value instanceof byte[] numbers) {
            TensorProto.Builder tensor =
                    tensor(DataType.UINT8, numbers.length).setRawData(ByteString.copyFrom(numbers));
            return attribute.setType(AttributeType.TENSOR).setT(tensor).build();
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof byte[]) {
            list.forEach(string -> attribute.addStrings(ByteString.copyFrom((byte[]) string)));
            return attribute.setType(AttributeType.STRINGS).build();
        }
        attribute.setType(AttributeType.INTS);
        ((List<?>) value).forEach(number -> attribute.addInts((Long) number));
        return attribute.build();
    }

    private static TensorProto.Builder tensor(DataType type, int length) {
        return TensorProto.newBuilder().setDataType(type.getNumber()).addDims(length);
    }
}
