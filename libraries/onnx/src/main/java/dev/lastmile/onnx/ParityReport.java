package dev.lastmile.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.OutputParity.WorstValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a framework says of held-out rows against what its ONNX form says of them.
 *
 * @param reference the framework, such as {@code Spark ML 4.1.0}
 * @param digest of the ONNX model
 * @param rows that both sides gave outputs for
 * @param invalidRows that both sides reject or drop
 * @param tolerance that the outputs were held to
 * @param outputs one entry an output
 * @param disagreements rows that only one side rejects or drops, described; at most ten
 */
public record ParityReport(
        String reference,
        String digest,
        int rows,
        int invalidRows,
        Tolerance tolerance,
        List<OutputParity> outputs,
        List<String> disagreements) {
    private static final int FORMAT = 1;

    public ParityReport {
        outputs = List.copyOf(outputs);
        disagreements = List.copyOf(disagreements);
    }

    /** Whether there were rows to compare, and nothing is beyond the tolerance. */
    public boolean passed() {
        return rows > 0
                && !outputs.isEmpty()
                && disagreements.isEmpty()
                && outputs.stream().allMatch(OutputParity::passed);
    }

    /** One line: how many rows, and the largest difference with its column and the tolerance. */
    public String summary() {
        String compared = reference + " against ONNX on " + rows + " rows";
        if (rows == 0 && disagreements.isEmpty()) {
            return compared + ": nothing was compared. Give held-out rows that are valid.";
        }
        if (!disagreements.isEmpty()) {
            return compared + ": " + disagreements.get(0);
        }
        String held = " (tolerance " + tolerance.absolute() + " + " + tolerance.relative() + " relative"
                + (tolerance.ofScale() == 0 ? "" : " + " + tolerance.ofScale() + " of the scale") + ")";
        Optional<OutputParity> worst = worst();
        if (worst.isEmpty()) {
            return compared + ": no difference" + held;
        }
        OutputParity output = worst.get();
        WorstValue value = output.worst();
        return compared + ": largest difference " + output.largestAbsolute() + " in " + output.name() + held
                + (output.passed()
                        ? ""
                        : "; " + output.beyond() + " of " + output.values() + " values are beyond it, as in row "
                                + value.row() + ": " + value.reference() + " became " + value.onnx());
    }

    /** The report as a JSON object, with its format's number; numbers that JSON has no form for are strings. */
    public String json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("format", FORMAT).put("passed", passed()).put("summary", summary());
        json.put("reference", reference).put("model", digest);
        json.put("rows", rows).put("invalid_rows", invalidRows);
        json.putObject("tolerance")
                .put("absolute", tolerance.absolute())
                .put("relative", tolerance.relative())
                .put("of_scale", tolerance.ofScale());
        outputs.forEach(output -> write(output, json.withArray("/outputs").addObject()));
        disagreements.forEach(json.putArray("disagreements")::add);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree has a JSON form", e);
        }
    }

    /**
     * Writes {@link #json} to a file, over one that is there.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public void writeTo(Path file) {
        try {
            Files.writeString(file, json());
        } catch (IOException e) {
            throw new UncheckedIOException("The parity report cannot be written to " + file, e);
        }
    }

    private Optional<OutputParity> worst() {
        return outputs.stream()
                .filter(output -> output.worst() != null)
                .max(Comparator.comparing((OutputParity output) -> !output.passed())
                        .thenComparing(OutputParity::largestAbsolute));
    }

    private static void write(OutputParity output, ObjectNode json) {
        json.put("name", output.name()).put("passed", output.passed());
        json.put("values", output.values()).put("beyond_tolerance", output.beyond());
        json.put("ties", output.ties());
        put(json, "largest_absolute", output.largestAbsolute());
        put(json, "largest_relative", output.largestRelative());
        if (output.worst() == null) {
            json.putNull("worst");
        } else {
            WorstValue worst = output.worst();
            json.putObject("worst")
                    .put("row", worst.row())
                    .put("position", worst.position())
                    .put("reference", worst.reference())
                    .put("onnx", worst.onnx());
        }
    }

    private static void put(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.put(name, Double.toString(value));
        }
    }
}
