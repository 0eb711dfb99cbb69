package dev.lastmile.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.lastmile.onnx.internal.proto.Protos;
import java.util.List;
import java.util.Map;

/**
 * The threshold by which a binary classifier decides: its label is predicted where its probability is greater.
 *
 * @param label of two
 * @param value between 0 and 1
 */
public record DecisionThreshold(String label, double value) {
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";
    private static final String PREFIX = "lastmile_threshold/";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The same model with a note of the threshold that it decides by already, in {@link GraphMetadata#THRESHOLD}. */
    public OnnxModel noteIn(OnnxModel model) {
        return model.withMetadata(GraphMetadata.THRESHOLD, json());
    }

    /**
     * A model that decides by this threshold: its output {@code prediction} is computed from {@code probability}, and the
     * metadata property {@link GraphMetadata#THRESHOLD} names it.
     *
     * @param model a classifier of two labels, which {@link GraphMetadata#LABELS} names, with the outputs {@code prediction},
     *     STRING {@code [N]}, and {@code probability}, {@code [N,2]}
     * @throws OnnxModelException if it is something else
     */
    public OnnxModel applyTo(OnnxModel model) {
        ModelProto.Builder proto = parsed(model);
        List<String> labels = requireBinary(model);
        int positive = labels.indexOf(label);
        GraphProto.Builder graph = proto.getGraphBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            NodeProto.Builder node = graph.getNodeBuilder(i);
            for (int j = 0; j < node.getOutputCount(); j++) {
                if (node.getOutput(j).equals(PREDICTION)) {
                    node.setOutput(j, PREFIX + "before");
                }
            }
            for (int j = 0; j < node.getInputCount(); j++) {
                if (node.getInput(j).equals(PREDICTION)) {
                    node.setInput(j, PREFIX + "before");
                }
            }
        }
        graph.addInitializer(constant("column", ElementType.INT64).addInt64Data(positive));
        graph.addInitializer(constant("value", ElementType.DOUBLE).addDoubleData(value));
        graph.addInitializer(constant("labels", ElementType.STRING)
                .addDims(2)
                .addStringData(ByteString.copyFromUtf8(labels.get(1 - positive)))
                .addStringData(ByteString.copyFromUtf8(label)));
        add(graph, "Gather", List.of(PROBABILITY, PREFIX + "column"), PREFIX + "of_label", Map.of("axis", 1L));
        add(graph, "Cast", List.of(PREFIX + "of_label"), PREFIX + "double", to(ElementType.DOUBLE));
        add(graph, "Greater", List.of(PREFIX + "double", PREFIX + "value"), PREFIX + "above", Map.of());
        add(graph, "Cast", List.of(PREFIX + "above"), PREFIX + "index", to(ElementType.INT64));
        add(graph, "Gather", List.of(PREFIX + "labels", PREFIX + "index"), PREDICTION, Map.of("axis", 0L));
        return noteIn(new OnnxModel(proto.build().toByteArray()));
    }

    private List<String> requireBinary(OnnxModel model) {
        try (OnnxScorer scorer = new OnnxScorer(model.bytes())) {
            List<String> labels = labels(scorer.metadata().getOrDefault(GraphMetadata.LABELS, "[]"));
            boolean fits = scorer.outputs().stream()
                            .anyMatch(output -> output.name().equals(PREDICTION) && output.type() == ElementType.STRING)
                    && scorer.outputs().stream()
                            .anyMatch(output -> output.name().equals(PROBABILITY)
                                    && output.type().isFloating()
                                    && output.isVector());
            if (labels.size() != 2 || !labels.contains(label) || !fits) {
                throw new OnnxModelException(
                        "A threshold of the label " + label + " needs a classifier of two labels with"
                                + " probability and a prediction of strings; this one has the labels " + labels
                                + " and the outputs " + scorer.outputs() + ". Leave the threshold out.");
            }
            return labels;
        }
    }

    private static List<String> labels(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private String json() {
        try {
            return JSON.writeValueAsString(
                    JSON.createObjectNode().put("label", label).put("value", value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }

    private static ModelProto.Builder parsed(OnnxModel model) {
        try {
            return ModelProto.parseFrom(model.bytes()).toBuilder();
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxModelException("The model is not an ONNX file: " + e.getMessage(), e);
        }
    }

    private static void add(
            GraphProto.Builder graph, String operator, List<String> inputs, String output, Map<String, ?> attributes) {
        graph.addNode(Protos.node("", operator, inputs, output, attributes).toBuilder()
                .setName(PREFIX + "node/" + output));
    }

    private static Map<String, Long> to(ElementType type) {
        return Map.of("to", (long) type.number());
    }

    private static TensorProto.Builder constant(String name, ElementType type) {
        return TensorProto.newBuilder().setName(PREFIX + name).setDataType(type.number());
    }
}
