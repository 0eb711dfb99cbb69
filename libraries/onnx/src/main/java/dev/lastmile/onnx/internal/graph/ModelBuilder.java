package dev.lastmile.onnx.internal.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.graph.Constant;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Operand;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.proto.OnnxVersions;
import dev.lastmile.onnx.internal.proto.Protos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Collects the nodes of a graph and writes the model.
 *
 * <p>The same calls in the same order give the same bytes. What no output needs is left out, inputs too.
 */
public final class ModelBuilder implements GraphBuilder {
    private static final String ML_DOMAIN = "ai.onnx.ml";

    private final Set<String> names;
    private final Map<String, Value> inputs = new LinkedHashMap<>();
    private final Map<String, Value> outputs = new LinkedHashMap<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<TensorProto, String> constants = new LinkedHashMap<>();
    private final Map<NodeProto, String> known = new HashMap<>();
    private String scope = "";

    /**
     * @param reserved names of inputs and outputs, which no value in between gets
     */
    public ModelBuilder(Collection<String> reserved) {
        this.names = new HashSet<>(reserved);
    }

    /** Puts a prefix before the names of the values that are made from now on, so that a graph can be read. */
    public void scope(String prefix) {
        scope = prefix;
    }

    /** An input with one of the reserved names; asking again gives the same one. */
    public Value input(String name, ElementType type, int width) {
        return inputs.computeIfAbsent(name, key -> new Value(this, key, type, width));
    }

    /** Gives a value as an output with one of the reserved names. */
    public void output(String name, Value value) {
        Value output = new Value(this, name, value.type(), value.width());
        nodes.add(Protos.node("", "Identity", List.of(value.name()), name, Map.of()));
        outputs.put(name, output);
    }

    @Override
    public Value op(String operator, ElementType type, int width, Map<String, ?> attributes, Operand... operands) {
        return op("", operator, type, width, attributes, operands);
    }

    @Override
    public Value mlOp(String operator, ElementType type, int width, Map<String, ?> attributes, Operand... operands) {
        return op(ML_DOMAIN, operator, type, width, attributes, operands);
    }

    private Value op(
            String domain,
            String operator,
            ElementType type,
            int width,
            Map<String, ?> attributes,
            Operand... operands) {
        List<String> operandNames = Arrays.stream(operands).map(Operand::name).toList();
        NodeProto key = Protos.node(domain, operator, operandNames, "", attributes);
        String name = known.computeIfAbsent(key, node -> {
            String made = unique(operator);
            nodes.add(node.toBuilder().setName(made).setOutput(0, made).build());
            return made;
        });
        return new Value(this, name, type, width);
    }

    @Override
    public Value concat(List<Value> values) {
        List<Value> matrices = values.stream().map(Value::matrix).toList();
        int width = matrices.stream().mapToInt(Value::width).sum();
        return matrices.size() == 1
                ? matrices.get(0)
                : op("Concat", matrices.get(0).type(), width, Map.of("axis", 1L), matrices.toArray(Value[]::new));
    }

    @Override
    public Value fill(Constant constant, Value like) {
        Value shape = op("Shape", ElementType.INT64, Value.SCALAR, Map.of(), like);
        Value rows = op("Gather", ElementType.INT64, Value.SCALAR, Map.of(), shape, longs(0));
        return op("Expand", constant.type(), Value.SCALAR, Map.of(), constant, rows);
    }

    @Override
    public Constant doubles(double... values) {
        return doubles(List.of((long) values.length), values);
    }

    @Override
    public Constant doubleScalar(double value) {
        return doubles(List.of(), value);
    }

    @Override
    public Constant doubles(List<Long> shape, double... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(ElementType.DOUBLE.number())
                .addAllDims(shape);
        for (double value : values) {
            tensor.addDoubleData(value);
        }
        return constant(tensor.build(), ElementType.DOUBLE);
    }

    @Override
    public Constant longs(long... values) {
        return longs(List.of((long) values.length), values);
    }

    @Override
    public Constant longScalar(long value) {
        return longs(List.of(), value);
    }

    @Override
    public Constant strings(List<String> values) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setDataType(ElementType.STRING.number())
                .addDims(values.size());
        values.forEach(value -> tensor.addStringData(ByteString.copyFromUtf8(value)));
        return constant(tensor.build(), ElementType.STRING);
    }

    /**
     * Copies the nodes and constants of another graph, under names of this one.
     *
     * @param bindings values of this graph for the inputs of the other
     * @param output the other's output that is wanted
     * @return the name of that output here
     */
    public String include(GraphProto other, Map<String, Value> bindings, String output) {
        Map<String, String> renamed = new HashMap<>();
        bindings.forEach((name, value) -> renamed.put(name, value.name()));
        for (TensorProto tensor : other.getInitializerList()) {
            renamed.put(tensor.getName(), nameOf(tensor.toBuilder().clearName().build()));
        }
        for (NodeProto node : other.getNodeList()) {
            NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput();
            node.getInputList().forEach(name -> copy.addInput(renamed.getOrDefault(name, name)));
            for (String name : node.getOutputList()) {
                renamed.put(name, unique(node.getOpType()));
                copy.addOutput(renamed.get(name));
            }
            nodes.add(copy.setName(copy.getOutput(0)).build());
        }
        return renamed.get(output);
    }

    /** The names of the values that these are computed from, theirs among them. */
    public Set<String> reach(Collection<String> from) {
        Set<String> reached = new HashSet<>(from);
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeProto node = nodes.get(i);
            if (node.getOutputList().stream().anyMatch(reached::contains)) {
                reached.addAll(node.getInputList());
            }
        }
        return reached;
    }

    /** The inputs that the outputs need. */
    public List<Value> neededInputs() {
        Set<String> reached = reach(outputs.keySet());
        return inputs.values().stream()
                .filter(input -> reached.contains(input.name()))
                .toList();
    }

    /**
     * The model.
     *
     * @param metadata its own properties, written in this order
     */
    public OnnxModel build(String name, SortedMap<String, String> metadata) {
        Set<String> reached = reach(outputs.keySet());
        GraphProto.Builder graph = GraphProto.newBuilder().setName(name);
        neededInputs().forEach(input -> graph.addInput(info(input)));
        outputs.values().forEach(output -> graph.addOutput(info(output)));
        nodes.stream()
                .filter(node -> node.getOutputList().stream().anyMatch(reached::contains))
                .forEach(graph::addNode);
        constants.forEach((tensor, constant) -> {
            if (reached.contains(constant)) {
                graph.addInitializer(tensor.toBuilder().setName(constant));
            }
        });
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(OnnxVersions.IR)
                .setProducerName("lastmile")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OnnxVersions.OPSET))
                .setGraph(graph);
        if (graph.getNodeList().stream().anyMatch(node -> node.getDomain().equals(ML_DOMAIN))) {
            model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(ML_DOMAIN).setVersion(OnnxVersions.ML_OPSET));
        }
        metadata.forEach((key, value) -> model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return new OnnxModel(model.build().toByteArray());
    }

    private Constant longs(List<Long> shape, long... values) {
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDataType(ElementType.INT64.number()).addAllDims(shape);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        return constant(tensor.build(), ElementType.INT64);
    }

    private Constant constant(TensorProto tensor, ElementType type) {
        return new Constant(this, nameOf(tensor), type, tensor.getDimsList());
    }

    // A graph of many columns asks for the same small constants again and again.
    private String nameOf(TensorProto tensor) {
        return constants.computeIfAbsent(tensor, key -> unique("constant"));
    }

    private String unique(String base) {
        String stem = scope + base;
        String name = stem;
        for (int i = 2; !names.add(name); i++) {
            name = stem + "_" + i;
        }
        return name;
    }

    private static ValueInfoProto info(Value value) {
        return Protos.info(value.name(), value.type(), value.width());
    }
}
