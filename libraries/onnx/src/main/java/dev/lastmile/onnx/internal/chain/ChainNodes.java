package dev.lastmile.onnx.internal.chain;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.onnx.internal.proto.Protos;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The nodes and constants of a merged graph: those of its models, and those between them. */
final class ChainNodes {
    private final String prefix;
    private final List<GraphProto> graphs = new ArrayList<>();
    private final List<TensorProto> constants = new ArrayList<>();
    private final List<NodeProto> added = new ArrayList<>();
    private int names;

    ChainNodes(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    /** Takes a model's nodes, which follow those that are there. */
    void add(GraphProto graph) {
        GraphProto.Builder between = GraphProto.newBuilder().addAllNode(added);
        added.clear();
        graphs.add(between.build());
        graphs.add(graph);
    }

    /**
     * The name of a value as an input takes it.
     *
     * @throws OnnxModelException naming the input that does not take it
     */
    String adapt(ChainLink link, ChainGraph.Bound given, TensorSpec taken) {
        String name = given.name();
        if (given.spec().type() != taken.type()) {
            if (!becomes(given.spec().type(), taken.type())) {
                throw unfit(link, given, taken);
            }
            name = op("Cast", Map.of("to", (long) taken.type().number()), name);
        }
        int width = given.spec().width();
        boolean fits = width == taken.width() || (taken.isVector() && (width < 0 || taken.width() < 0));
        if (!fits) {
            throw unfit(link, given, taken);
        }
        if (given.spec().isVector() != taken.isVector()) {
            name = op("Reshape", Map.of(), name, taken.isVector() ? longs(-1, 1) : longs(-1));
        }
        return name;
    }

    /** Gives a value another name. */
    void rename(String value, String name) {
        added.add(Protos.node("", "Identity", List.of(value), name, Map.of()));
    }

    String op(String operator, Map<String, ?> attributes, String... operands) {
        String name = unique(operator);
        added.add(Protos.node("", operator, List.of(operands), name, attributes));
        return name;
    }

    /** The constant {@code [values.length]}. */
    String longs(long... values) {
        return constant(TensorProto.newBuilder().addDims(values.length), values);
    }

    /** The constant without dimensions. */
    String longScalar(long value) {
        return constant(TensorProto.newBuilder(), value);
    }

    void addTo(GraphProto.Builder graph) {
        for (GraphProto part : graphs) {
            graph.addAllNode(part.getNodeList())
                    .addAllInitializer(part.getInitializerList())
                    .addAllSparseInitializer(part.getSparseInitializerList())
                    .addAllValueInfo(part.getValueInfoList())
                    .addAllQuantizationAnnotation(part.getQuantizationAnnotationList());
        }
        graph.addAllNode(added).addAllInitializer(constants);
    }

    private String constant(TensorProto.Builder tensor, long... values) {
        tensor.setName(unique("constant")).setDataType(ElementType.INT64.number());
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        constants.add(tensor.build());
        return tensor.getName();
    }

    private String unique(String base) {
        names++;
        return prefix + base + "_" + names;
    }

    // A 64-bit integer is no 32-bit one: the scorer looks at each number, and a graph does not.
    private static boolean becomes(ElementType given, ElementType taken) {
        return (given.isFloating() && taken.isFloating()) || (given == ElementType.INT32 && taken == ElementType.INT64);
    }

    private static OnnxModelException unfit(ChainLink link, ChainGraph.Bound given, TensorSpec taken) {
        return new OnnxModelException(link + " takes " + taken + ", and the chain has " + given.spec()
                + " there. Export one of them with the type and width of the other.");
    }
}
