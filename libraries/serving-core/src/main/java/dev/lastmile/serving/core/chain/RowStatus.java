package dev.lastmile.serving.core.chain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The status of each row, which marks rows that Spark would reject: the graph's output {@code row_status}, with the
 * meanings of its codes in the graph's metadata.
 */
final class RowStatus {
    static final String OUTPUT = "row_status";
    static final String METADATA = "lastmile.row_status";

    private final Map<Long, String> meanings;

    private RowStatus(Map<Long, String> meanings) {
        this.meanings = meanings;
    }

    /**
     * @param retrain the command that trains the model again
     * @throws ServingException if the metadata cannot be read
     */
    static RowStatus of(ModelVersionRef model, Map<String, String> metadata, String retrain) {
        Map<Long, String> meanings = new HashMap<>();
        try {
            JsonNode json = new ObjectMapper().readTree(metadata.getOrDefault(METADATA, "{}"));
            json.fields()
                    .forEachRemaining(entry -> meanings.put(
                            Long.parseLong(entry.getKey()), entry.getValue().asText()));
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new ServingException(
                    model + " has row status metadata that this version cannot read (" + metadata.get(METADATA)
                            + "). Upgrade the service, or run: " + retrain,
                    e);
        }
        return new RowStatus(meanings);
    }

    /** The same outputs without the row status, which is not a prediction. */
    static Batch without(Batch outputs) {
        if (outputs.column(OUTPUT) == null) {
            return outputs;
        }
        Map<String, Column> rest = new LinkedHashMap<>(outputs.columns());
        rest.remove(OUTPUT);
        return Batch.of(rest);
    }

    /**
     * The same outputs without the row status.
     *
     * @param firstRow index of the first row, for messages
     * @throws InvalidRequestException naming the first invalid row, and why
     */
    Batch valid(Batch outputs, int firstRow) {
        requireValid(outputs, firstRow);
        return without(outputs);
    }

    private void requireValid(Batch features, int firstRow) {
        if (!(features.column(OUTPUT) instanceof Column.Longs statuses)) {
            return;
        }
        long[] codes = statuses.values();
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] != 0) {
                throw InvalidRequestException.unfit("Row " + (firstRow + row) + " (counted from 0) cannot be scored: "
                        + meanings.getOrDefault(codes[row], "its status is " + codes[row]) + ".");
            }
        }
    }
}
