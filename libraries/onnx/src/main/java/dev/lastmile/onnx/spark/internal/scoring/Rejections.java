package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import java.util.Arrays;

/** Why rows of a batch have no valid outputs, a line for each reason; or, without a column for it, the failure of the job. */
final class Rejections {
    /** Null if there is no column. */
    private final String[] reasons;

    Rejections(boolean kept, int rows) {
        this.reasons = kept ? new String[rows] : null;
    }

    /** Forgets the batch before. */
    void clear() {
        if (reasons != null) {
            Arrays.fill(reasons, "");
        }
    }

    /** Whether rows are kept that have no valid outputs. */
    boolean areKept() {
        return reasons != null;
    }

    /**
     * Rejects a row of the batch.
     *
     * @throws InvalidRowException the reason, if there is no column for it
     */
    void add(int row, InvalidRowException reason) {
        if (reasons == null) {
            throw reason;
        }
        reasons[row] = reasons[row].isEmpty() ? reason.getMessage() : reasons[row] + "\n" + reason.getMessage();
    }

    boolean isRejected(int row) {
        return reasons != null && !reasons[row].isEmpty();
    }

    /** The column: empty for a row with valid outputs. */
    Column column() {
        return new Column.Strings(reasons);
    }
}
