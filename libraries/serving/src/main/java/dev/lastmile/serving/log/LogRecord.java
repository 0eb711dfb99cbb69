package dev.lastmile.serving.log;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.prediction.Prediction;

/**
 * An answer that waits to be written.
 *
 * @param weight about how many bytes of memory it holds
 */
record LogRecord(Prediction prediction, Role role, String clientRequestId, long nanoseconds, int weight) {
    /** Of the objects around the values. */
    private static final int OBJECTS = 1000;

    private static final int STRING = 56;

    static LogRecord of(Prediction prediction, Role role, String clientRequestId, long nanoseconds) {
        long weight = OBJECTS + weight(prediction.rows()) + weight(prediction.outputs());
        return new LogRecord(prediction, role, clientRequestId, nanoseconds, (int) Math.min(weight, Integer.MAX_VALUE));
    }

    private static long weight(Batch batch) {
        long weight = 0;
        if (batch != null) {
            for (Column column : batch.columns().values()) {
                weight += weight(column);
            }
        }
        return weight;
    }

    private static long weight(Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            return 8L * vectors.flat().length;
        } else if (column instanceof Column.FloatVectors vectors) {
            return 4L * vectors.flat().length;
        } else if (column instanceof Column.Strings strings) {
            long weight = 0;
            for (String value : strings.values()) {
                weight += STRING + (value == null ? 0 : value.length());
            }
            return weight;
        }
        return 8L * column.rows();
    }
}
