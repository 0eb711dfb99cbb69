package dev.lastmile.onnx.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An output of strings that a graph looks up in a list of labels, by an index for each row.
 *
 * <p>A string crosses from ONNX Runtime to Java in about 80 ns, and is a new object each time: 100 labels take a third of
 * the time of a small classifier. The index, made an output as well, takes their place.
 *
 * @param output the output of strings
 * @param index the INT64 value {@code [N]} that the labels are looked up by
 * @param labels by their indices; of a negative index, from the end
 */
record LabelIndex(String output, String index, List<String> labels) {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_OUTPUT = 12;
    private static final int VALUE_NAME = 1;
    private static final int VALUE_TYPE = 2;
    private static final int TENSOR_TYPE = 1;
    private static final int ELEMENT_TYPE = 1;
    private static final int INT64 = 7;

    LabelIndex {
        labels = List.copyOf(labels);
    }

    /**
     * The outputs of a model that are labels.
     *
     * @param model an ONNX file, which is read as far as its graph has the form that this project and other exporters
     *     write; no output is found in another
     */
    static List<LabelIndex> of(ByteBuffer model) {
        GraphOutline graph = GraphOutline.of(model);
        List<LabelIndex> found = new ArrayList<>();
        for (String output : graph.stringOutputs()) {
            labels(graph, output).ifPresent(found::add);
        }
        return found;
    }

    /** What {@code model} has to be followed by so that the indices are outputs as well. */
    static byte[] suffix(List<LabelIndex> indices) {
        ByteArrayOutputStream graph = new ByteArrayOutputStream();
        // A message that is written twice is one message with the fields of both.
        indices.stream().map(LabelIndex::index).distinct().forEach(index -> {
            // Without a shape, which ONNX Runtime infers.
            byte[] tensor = {ELEMENT_TYPE << 3, INT64};
            byte[] name = field(VALUE_NAME, index.getBytes(StandardCharsets.UTF_8));
            byte[] type = field(VALUE_TYPE, field(TENSOR_TYPE, tensor));
            graph.writeBytes(field(GRAPH_OUTPUT, concatenated(name, type)));
        });
        return field(MODEL_GRAPH, graph.toByteArray());
    }

    /** Whether ONNX Runtime takes the indices of a session for one number per row. */
    static boolean areColumns(List<LabelIndex> indices, Map<String, NodeInfo> outputs) {
        return indices.stream()
                .allMatch(index -> outputs.get(index.index()).getInfo() instanceof TensorInfo tensor
                        && tensor.type == OnnxJavaType.INT64
                        && tensor.getShape().length == 1);
    }

    /** The labels of indices, which the graph has looked up as well, so that all are within bounds. */
    String[] labels(long[] indices) {
        String[] values = new String[indices.length];
        for (int row = 0; row < values.length; row++) {
            int index = (int) indices[row];
            values[row] = labels.get(index < 0 ? index + labels.size() : index);
        }
        return values;
    }

    private static Optional<LabelIndex> labels(GraphOutline graph, String output) {
        GraphOutline.Node lookup = graph.maker(output);
        if (lookup == null || !lookup.operator().equals("Gather") || lookup.axis() != 0) {
            return Optional.empty();
        }
        String index = lookup.inputs().get(1);
        GraphOutline.Node maker = graph.maker(index);
        boolean longs = maker != null
                && (maker.operator().equals("ArgMax") || (maker.operator().equals("Cast") && maker.to() == INT64));
        List<String> labels = graph.strings(lookup.inputs().get(0));
        // Characters that ONNX Runtime does not give to Java as they are stay what they are without an index.
        boolean same = labels != null && labels.stream().noneMatch(ModifiedUtf8::differs);
        return longs && same && !graph.isInterface(index)
                ? Optional.of(new LabelIndex(output, index, labels))
                : Optional.empty();
    }

    private static byte[] field(int number, byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(number << 3 | 2);
        int length = value.length;
        for (; length > 0x7F; length >>>= 7) {
            bytes.write(length & 0x7F | 0x80);
        }
        bytes.write(length);
        bytes.writeBytes(value);
        return bytes.toByteArray();
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(first);
        bytes.writeBytes(second);
        return bytes.toByteArray();
    }
}
