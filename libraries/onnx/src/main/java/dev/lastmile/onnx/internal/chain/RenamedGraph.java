package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorAnnotation;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;

/** A copy of a graph, all of whose names begin with a prefix, in the graphs within it too; but some are bound. */
final class RenamedGraph {
    private final String prefix;
    private final Map<String, String> bindings;

    /**
     * @param bindings new names of the graph's inputs
     */
    RenamedGraph(String prefix, Map<String, String> bindings) {
        this.prefix = prefix;
        this.bindings = bindings;
    }

    /** The new name of a value; an operand that is left out has an empty one. */
    String name(String old) {
        return old.isEmpty() ? old : bindings.getOrDefault(old, prefix + old);
    }

    GraphProto of(GraphProto graph) {
        GraphProto.Builder copy = graph.toBuilder()
                .clearNode()
                .clearInitializer()
                .clearSparseInitializer()
                .clearInput()
                .clearOutput()
                .clearValueInfo()
                .clearQuantizationAnnotation();
        graph.getNodeList().forEach(node -> copy.addNode(node(node)));
        graph.getInitializerList().forEach(tensor -> copy.addInitializer(tensor(tensor)));
        for (SparseTensorProto tensor : graph.getSparseInitializerList()) {
            copy.addSparseInitializer(tensor.toBuilder().setValues(tensor(tensor.getValues())));
        }
        infos(graph.getInputList()).forEach(copy::addInput);
        infos(graph.getOutputList()).forEach(copy::addOutput);
        infos(graph.getValueInfoList()).forEach(copy::addValueInfo);
        for (TensorAnnotation annotation : graph.getQuantizationAnnotationList()) {
            TensorAnnotation.Builder renamed = annotation.toBuilder().setTensorName(name(annotation.getTensorName()));
            renamed.getQuantParameterTensorNamesBuilderList().forEach(entry -> entry.setValue(name(entry.getValue())));
            copy.addQuantizationAnnotation(renamed);
        }
        return copy.build();
    }

    private NodeProto node(NodeProto node) {
        NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput().clearAttribute();
        copy.setName(node.getName().isEmpty() ? "" : prefix + node.getName());
        node.getInputList().forEach(input -> copy.addInput(name(input)));
        node.getOutputList().forEach(output -> copy.addOutput(name(output)));
        node.getAttributeList().forEach(attribute -> copy.addAttribute(attribute(attribute)));
        return copy.build();
    }

    private AttributeProto attribute(AttributeProto attribute) {
        if (!attribute.hasG() && attribute.getGraphsCount() == 0) {
            return attribute;
        }
        AttributeProto.Builder copy = attribute.toBuilder().clearGraphs();
        if (attribute.hasG()) {
            copy.setG(of(attribute.getG()));
        }
        attribute.getGraphsList().forEach(graph -> copy.addGraphs(of(graph)));
        return copy.build();
    }

    private TensorProto tensor(TensorProto tensor) {
        return tensor.toBuilder().setName(name(tensor.getName())).build();
    }

    private List<ValueInfoProto> infos(List<ValueInfoProto> infos) {
        return infos.stream()
                .map(info -> info.toBuilder().setName(name(info.getName())).build())
                .toList();
    }
}
