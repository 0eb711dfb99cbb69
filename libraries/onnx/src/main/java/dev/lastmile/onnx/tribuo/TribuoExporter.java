package dev.lastmile.onnx.tribuo;

import ai.onnx.proto.OnnxMl.GraphProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.graph.Value;
import dev.lastmile.onnx.internal.ModifiedUtf8;
import dev.lastmile.onnx.internal.graph.ModelBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tribuo.Model;
import org.tribuo.ONNXExportable;
import org.tribuo.Tribuo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXPlaceholder;

/**
 * Writes a Tribuo classifier as an ONNX graph that takes columns in the order of a contract.
 *
 * <p>Tribuo numbers features by their names, {@code f_10} before {@code f_2}, and knows only those that it saw in
 * training: the graph gathers them from the contract's order, and columns that the model does not know have no part in
 * it. Tribuo's graphs compute with 32-bit numbers, so the 64-bit inputs are rounded on their way in.
 *
 * <p>Outputs: {@code prediction}, STRING {@code [N]}, the label; {@code probability}, DOUBLE {@code [N,labels]}, in the
 * alphabetical order of the labels that the metadata property {@code lastmile.labels} states as a JSON list. A model
 * that has scores and no probabilities gives {@code score} in its place.
 */
public final class TribuoExporter {
    private static final String PREDICTION = "prediction";
    private static final String PROBABILITY = "probability";
    private static final String SCORE = "score";

    private TribuoExporter() {}

    /**
     * Exports a classifier of one vector.
     *
     * @param input the name of the graph's input, DOUBLE {@code [N,names.size()]}
     * @param names of the vector's numbers, in their order, as Tribuo was trained on them
     * @throws OnnxModelException naming the class of a model that Tribuo cannot export, or the features that no name
     *     is given for
     */
    public static OnnxModel export(Model<Label> model, String input, List<String> names) {
        ModelBuilder builder = new ModelBuilder(List.of(input, PREDICTION, PROBABILITY, SCORE));
        return export(model, builder, builder.input(input, ElementType.DOUBLE, names.size()), names);
    }

    /**
     * Exports a classifier of single columns.
     *
     * @param names of the columns and of the graph's inputs, each DOUBLE {@code [N]}, as Tribuo was trained on them
     * @throws OnnxModelException naming the class of a model that Tribuo cannot export, or the features that no name
     *     is given for
     */
    public static OnnxModel exportColumns(Model<Label> model, List<String> names) {
        List<String> reserved = new ArrayList<>(names);
        reserved.addAll(List.of(PREDICTION, PROBABILITY, SCORE));
        ModelBuilder builder = new ModelBuilder(reserved);
        List<Value> columns = names.stream()
                .map(name -> builder.input(name, ElementType.DOUBLE, Value.SCALAR))
                .toList();
        return export(model, builder, builder.concat(columns), names);
    }

    private static OnnxModel export(Model<Label> model, ModelBuilder builder, Value rows, List<String> names) {
        if (!(model instanceof ONNXExportable exportable)) {
            throw new OnnxModelException("Tribuo has no ONNX form of "
                    + model.getClass().getName() + ". Train another kind, such as LinearSGDModel.");
        }
        labels(model).stream().filter(ModifiedUtf8::differs).findFirst().ifPresent(label -> {
            throw new OnnxModelException(
                    "The label " + label.replace('\0', '?') + " has a character beyond U+FFFF, such as"
                            + " an emoji, or U+0000, which ONNX Runtime does not give to Java as it is. Train on another label.");
        });
        long[] positions = positions(model, names);
        Value known = rows.elements(positions);
        Value scores = scores(
                exportable,
                builder,
                known.cast(ElementType.FLOAT),
                labels(model).size());

        List<String> labels = labels(model);
        List<String> ordered = labels.stream().sorted().toList();
        Value best = scores.argMax();
        builder.output(PREDICTION, builder.strings(labels).at(best));
        long[] order = ordered.stream().mapToLong(labels::indexOf).toArray();
        String second = model.generatesProbabilities() ? PROBABILITY : SCORE;
        builder.output(second, scores.elements(order).cast(ElementType.DOUBLE));
        return builder.build("classifier", metadata(second, ordered, names));
    }

    private static SortedMap<String, String> metadata(String second, List<String> ordered, List<String> names) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(GraphMetadata.FORMAT, GraphMetadata.CURRENT_FORMAT);
        metadata.put(GraphMetadata.SOURCE, "Tribuo " + Tribuo.VERSION);
        metadata.put(GraphMetadata.LABELS, json(ordered));
        metadata.put(GraphMetadata.FEATURES, json(names));
        metadata.put(GraphMetadata.OUTPUT_PREFIX + PREDICTION, "the label");
        metadata.put(
                GraphMetadata.OUTPUT_PREFIX + second,
                second + " of each label, in the order of " + GraphMetadata.LABELS);
        return metadata;
    }

    /** Where the contract's order has each of the model's features, in Tribuo's order. */
    private static long[] positions(Model<Label> model, List<String> names) {
        if (new HashSet<>(names).size() < names.size()) {
            throw new OnnxModelException("The names " + names + " have one twice. Give each column its own.");
        }
        long[] positions = new long[model.getFeatureIDMap().size()];
        Set<String> missing = new HashSet<>();
        for (VariableInfo feature : model.getFeatureIDMap()) {
            int position = names.indexOf(feature.getName());
            if (position < 0) {
                missing.add(feature.getName());
            } else {
                positions[model.getFeatureIDMap().getID(feature.getName())] = position;
            }
        }
        if (!missing.isEmpty()) {
            throw new OnnxModelException("The model was trained on the features "
                    + missing.stream().sorted().toList() + ", and the columns are " + names
                    + ". Give the names that it was trained with.");
        }
        return positions;
    }

    private static Value scores(ONNXExportable model, ModelBuilder builder, Value features, int labels) {
        ONNXContext context = new ONNXContext();
        ONNXPlaceholder input = context.floatInput("input", features.width());
        ONNXPlaceholder output = context.floatOutput("output", labels);
        try {
            model.writeONNXGraph(input).assignTo(output);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw new OnnxModelException(
                    "Tribuo cannot export this " + model.getClass().getName() + ": " + e.getMessage(), e);
        }
        GraphProto graph = context.buildGraph();
        String name = builder.include(graph, Map.of("input", features), "output");
        return new Value(builder, name, ElementType.FLOAT, labels);
    }

    /** The labels by Tribuo's numbers, by which it also breaks ties. */
    private static List<String> labels(Model<Label> model) {
        List<String> labels = new ArrayList<>();
        model.getOutputIDInfo().getDomain().stream()
                .sorted(Comparator.comparing(label -> model.getOutputIDInfo().getID(label)))
                .forEach(label -> labels.add(label.getLabel()));
        return labels;
    }

    private static String json(List<String> values) {
        ArrayNode array = new ObjectMapper().createArrayNode();
        values.forEach(array::add);
        return array.toString();
    }
}
