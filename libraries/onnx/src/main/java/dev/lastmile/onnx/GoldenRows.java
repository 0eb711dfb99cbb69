package dev.lastmile.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.internal.ColumnJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A few rows, and what a model said of them where it was trained, which it has to say again wherever it is loaded.
 *
 * <p>A model keeps them in its folder as {@value #FILE}.
 *
 * @param inputs what the model takes
 * @param outputs what it gave, every output it has
 */
public record GoldenRows(Batch inputs, Batch outputs) {
    /** The file's name in a model's folder. */
    public static final String FILE = "golden_rows.json";

    /** Another processor may round the numbers of a 32-bit graph in another way. */
    private static final Tolerance TOLERANCE = Tolerance.FLOATS;

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a model says of rows here.
     *
     * @throws OnnxModelException if it cannot score them
     */
    public static GoldenRows of(OnnxScorer scorer, Batch inputs) {
        Map<String, Column> taken = new LinkedHashMap<>();
        scorer.inputs().forEach(input -> taken.put(input.name(), inputs.column(input.name())));
        Batch rows = Batch.of(taken);
        return new GoldenRows(rows, scorer.score(rows));
    }

    /**
     * Reads {@link #json}.
     *
     * @throws OnnxModelException if it is nothing of the kind
     */
    public static GoldenRows read(byte[] json) {
        try {
            JsonNode tree = JSON.readTree(json);
            if (tree.path("format").asInt() != FORMAT) {
                throw new OnnxModelException("These golden rows have the format " + tree.path("format")
                        + ", and this version reads " + FORMAT + ". Upgrade Lastmile, or train the model again.");
            }
            return new GoldenRows(ColumnJson.read(tree.path("inputs")), ColumnJson.read(tree.path("outputs")));
        } catch (IOException | IllegalArgumentException e) {
            throw new OnnxModelException(
                    "The golden rows cannot be read: " + e.getMessage() + ". Train the model again.", e);
        }
    }

    /** Inputs and outputs as a JSON object, in UTF-8. */
    public byte[] json() {
        ObjectNode tree = JSON.createObjectNode().put("format", FORMAT);
        tree.set("inputs", ColumnJson.write(inputs));
        tree.set("outputs", ColumnJson.write(outputs));
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }

    /**
     * Whether a model says the same of the rows here, within 1e-5 and exactly for labels.
     *
     * @return the first output that it does not, with both values; empty if there is none
     */
    public Optional<String> failure(OnnxScorer scorer) {
        try {
            Batch scored = scorer.score(inputs);
            List<OutputParity> compared =
                    Parity.compare("training", "", outputs, scored, TOLERANCE).outputs();
            return compared.stream()
                    .filter(output -> !output.passed())
                    .findFirst()
                    .map(output -> "in row " + output.worst().row() + " (counted from 0) of its golden rows, "
                            + output.name() + " is " + output.worst().onnx() + " here, and was "
                            + output.worst().reference() + " where it was trained");
        } catch (OnnxModelException e) {
            return Optional.of("it cannot score its golden rows: " + e.getMessage());
        }
    }
}
