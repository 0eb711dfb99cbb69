package dev.lastmile.onnx.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an ONNX file says of its main graph, as far as {@link LabelIndex} asks for it. */
final class GraphOutline {
    private static final int STRING = 8;
    /** The operators that are looked at; no other node is kept. */
    private static final Set<String> OPERATORS = Set.of("Identity", "Gather", "ArgMax", "Cast");

    private final List<String> stringOutputs = new ArrayList<>();
    private final Set<String> inputsAndOutputs = new HashSet<>();
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, ProtobufReader> initializers = new HashMap<>();

    private GraphOutline() {}

    /**
     * A node with one output.
     *
     * @param axis the attribute of that name; 0 if there is none
     * @param to the attribute of that name; 0 if there is none
     */
    record Node(String operator, List<String> inputs, long axis, long to) {}

    static GraphOutline of(ByteBuffer model) {
        GraphOutline outline = new GraphOutline();
        for (ProtobufReader fields = ProtobufReader.of(model); fields.next(); ) {
            if (fields.isDelimited() && fields.field() == 7) {
                outline.graph(fields.message());
            }
        }
        return outline;
    }

    /** The outputs whose declared element type is string. */
    List<String> stringOutputs() {
        return stringOutputs;
    }

    /** Whether a value is an input or output of the graph. */
    boolean isInterface(String value) {
        return inputsAndOutputs.contains(value);
    }

    /** The node that a value comes from, behind those that only copy it; null if it is not of those that are kept. */
    Node maker(String value) {
        Node node = makers.get(value);
        // A graph is not checked for cycles yet.
        for (int copies = 0; node != null && node.operator().equals("Identity") && copies < 100; copies++) {
            node = makers.get(node.inputs().get(0));
        }
        return node;
    }

    /** A constant list of strings; null if the value is none. */
    List<String> strings(String value) {
        ProtobufReader tensor = isInterface(value) ? null : initializers.get(value);
        if (tensor == null) {
            return null;
        }
        List<String> strings = new ArrayList<>();
        int dimensions = 0;
        boolean ofStrings = false;
        while (tensor.next()) {
            if (tensor.field() == 1) {
                // One number, or several in a packed field.
                dimensions += tensor.isNumber() ? 1 : 2;
            } else if (tensor.field() == 2) {
                ofStrings = tensor.number() == STRING;
            } else if (tensor.field() == 6 && tensor.isDelimited()) {
                strings.add(tensor.text());
            }
        }
        return ofStrings && dimensions == 1 ? strings : null;
    }

    private void graph(ProtobufReader graph) {
        while (graph.next()) {
            if (!graph.isDelimited()) {
                continue;
            }
            switch (graph.field()) {
                case 1 -> node(graph.message());
                case 5 -> initializers.put(text(graph.message(), 8), graph.message());
                case 11 -> inputsAndOutputs.add(text(graph.message(), 1));
                case 12 -> {
                    String name = text(graph.message(), 1);
                    inputsAndOutputs.add(name);
                    if (elementType(graph.message()) == STRING) {
                        stringOutputs.add(name);
                    }
                }
                default -> {}
            }
        }
    }

    private void node(ProtobufReader node) {
        String operator = "";
        String domain = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        long axis = 0;
        long to = 0;
        while (node.next()) {
            if (!node.isDelimited()) {
                continue;
            }
            switch (node.field()) {
                case 1 -> inputs.add(node.text());
                case 2 -> outputs.add(node.text());
                case 4 -> operator = node.text();
                case 5 -> {
                    String attribute = text(node.message(), 1);
                    axis = attribute.equals("axis") ? number(node.message(), 3) : axis;
                    to = attribute.equals("to") ? number(node.message(), 3) : to;
                }
                case 7 -> domain = node.text();
                default -> {}
            }
        }
        boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
        int required = operator.equals("Gather") ? 2 : 1;
        if (standard && OPERATORS.contains(operator) && outputs.size() == 1 && inputs.size() == required) {
            makers.put(outputs.get(0), new Node(operator, inputs, axis, to));
        }
    }

    // ValueInfoProto.type.tensor_type.elem_type
    private static long elementType(ProtobufReader info) {
        long type = 0;
        while (info.next()) {
            if (info.field() == 2 && info.isDelimited()) {
                for (ProtobufReader kinds = info.message(); kinds.next(); ) {
                    type = kinds.field() == 1 && kinds.isDelimited() ? number(kinds.message(), 1) : type;
                }
            }
        }
        return type;
    }

    private static String text(ProtobufReader message, int field) {
        String text = "";
        while (message.next()) {
            text = message.field() == field && message.isDelimited() ? message.text() : text;
        }
        return text;
    }

    private static long number(ProtobufReader message, int field) {
        long number = 0;
        while (message.next()) {
            number = message.field() == field && message.isNumber() ? message.number() : number;
        }
        return number;
    }
}
