package dev.lastmile.onnx.random;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lastmile.onnx.OnnxModel;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;

/** A graph whose nodes and constants, named as the export names them, are changed in place. */
final class TamperedGraph {
    private final ModelProto.Builder model;
    private final GraphProto.Builder graph;

    TamperedGraph(OnnxModel onnx) {
        try {
            this.model = ModelProto.parseFrom(onnx.bytes()).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
        this.graph = model.getGraphBuilder();
    }

    /** What has become of it. */
    OnnxModel model() {
        return new OnnxModel(model.build().toByteArray());
    }

    /** Changes one of a constant's 64-bit numbers. */
    void constant(String name, int index, DoubleUnaryOperator change) {
        TensorProto.Builder tensor = tensor(name);
        tensor.setDoubleData(index, change.applyAsDouble(tensor.getDoubleData(index)));
    }

    /** Swaps two of a constant's numbers. */
    void swapConstants(String name, int one, int other) {
        TensorProto.Builder tensor = tensor(name);
        if (tensor.getInt64DataCount() > 0) {
            long first = tensor.getInt64Data(one);
            tensor.setInt64Data(one, tensor.getInt64Data(other)).setInt64Data(other, first);
        } else {
            double first = tensor.getDoubleData(one);
            tensor.setDoubleData(one, tensor.getDoubleData(other)).setDoubleData(other, first);
        }
    }

    /** Gives a node another operator, which has the same attributes. */
    void operator(String node, String operator) {
        node(node).setOpType(operator);
    }

    /** Swaps two of a node's inputs. */
    void swapInputs(String node, int one, int other) {
        NodeProto.Builder found = node(node);
        String first = found.getInput(one);
        found.setInput(one, found.getInput(other)).setInput(other, first);
    }

    /** Lets a node take another value. */
    void input(String node, int index, String value) {
        node(node).setInput(index, value);
    }

    /** Lets the row status be 0 whatever the row is. */
    void allValid() {
        node("row_status/Mul").setOpType("Sub").setInput(0, "row_status/Add").setInput(1, "row_status/Add");
    }

    /** Lets a node do nothing. */
    void bypass(String node) {
        NodeProto.Builder found = node(node);
        String first = found.getInput(0);
        found.setOpType("Identity").clearAttribute().clearInput().addInput(first);
    }

    /** Takes a node's first input through 32 bits. */
    void throughFloat(String node) {
        int at = place(node);
        String given = graph.getNode(at).getInput(0);
        graph.getNodeBuilder(at).setInput(0, node + "/double");
        graph.addNode(at, cast(node + "/float", node + "/double", TensorProto.DataType.DOUBLE));
        graph.addNode(at, cast(given, node + "/float", TensorProto.DataType.FLOAT));
    }

    /** Changes one of a node's attributes. */
    void attribute(String node, String name, Consumer<AttributeProto.Builder> change) {
        change.accept(node(node).getAttributeBuilderList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst()
                .orElseThrow());
    }

    /** Changes a property of the model. */
    void metadata(String key, String from, String to) {
        StringStringEntryProto.Builder entry = model.getMetadataPropsBuilderList().stream()
                .filter(any -> any.getKey().equals(key))
                .findFirst()
                .orElseThrow();
        entry.setValue(entry.getValue().replace(from, to));
    }

    /** Sets the bytes of an attribute that is a tensor of them. */
    static void bytes(AttributeProto.Builder attribute, int index, int value) {
        byte[] bytes = attribute.getT().getRawData().toByteArray();
        bytes[index] = (byte) value;
        attribute.getTBuilder().setRawData(ByteString.copyFrom(bytes));
    }

    private TensorProto.Builder tensor(String name) {
        return graph.getInitializerBuilderList().stream()
                .filter(any -> any.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no constant is " + name));
    }

    private NodeProto.Builder node(String output) {
        return graph.getNodeBuilder(place(output));
    }

    private int place(String output) {
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getOutputList().contains(output)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no node gives " + output);
    }

    private static NodeProto cast(String from, String to, TensorProto.DataType type) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(from)
                .addOutput(to)
                .setName(to)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(type.getNumber()))
                .build();
    }
}
