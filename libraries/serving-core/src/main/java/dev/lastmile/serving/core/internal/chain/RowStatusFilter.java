package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.GraphMetadata;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rejects rows that a graph calls invalid, as Spark would, and takes the row status out of its outputs. */
final class RowStatusFilter {
    private final RowStatus status;

    private RowStatusFilter(RowStatus status) {
        this.status = status;
    }

    /**
     * @param metadata of the model's graph
     * @param retrain the command that trains the model again
     * @throws ServingException if the metadata cannot be read
     */
    static RowStatusFilter of(ModelVersionRef model, Map<String, String> metadata, String retrain) {
        try {
            return new RowStatusFilter(RowStatus.of(metadata));
        } catch (OnnxModelException e) {
            throw new ServingException(
                    model + " has row status metadata that this version cannot read ("
                            + metadata.get(GraphMetadata.ROW_STATUS) + "). Upgrade the service, or run: " + retrain,
                    e);
        }
    }

    /** The same outputs without the row status, which is not a prediction. */
    static Batch without(Batch outputs) {
        if (outputs.column(RowStatus.OUTPUT) == null) {
            return outputs;
        }
        Map<String, Column> rest = new LinkedHashMap<>(outputs.columns());
        rest.remove(RowStatus.OUTPUT);
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
        if (!(features.column(RowStatus.OUTPUT) instanceof Column.Longs statuses)) {
            return;
        }
        long[] codes = statuses.values();
        for (int row = 0; row < codes.length; row++) {
            if (codes[row] != 0) {
                throw InvalidRequestException.unfit("Row " + (firstRow + row) + " (counted from 0) cannot be scored: "
                        + status.text(codes[row]) + ".");
            }
        }
    }
}
