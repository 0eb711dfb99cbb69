package dev.lastmile.serving.log;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.Role;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that waits to be written.
 *
 * @param weight about how many bytes of memory it holds
 */
record LogRecord(Prediction prediction, Role role, String clientRequestId, long nanoseconds, int weight) {
    /** Of the objects around the values. */
    private static final int OBJECTS = 1000;

    private static final int STRING = 56;

    /** Of an answer, with every string once that is in it more often: it has to be kept, and copied by the collector. */
    static LogRecord of(Prediction prediction, Role role, String clientRequestId, long nanoseconds) {
        Map<String, String> strings = new HashMap<>();
        Batch rows = compact(prediction.rows(), strings);
        Batch outputs = compact(prediction.outputs(), strings);
        long weight = OBJECTS + weight(rows) + weight(outputs);
        for (String string : strings.keySet()) {
            weight += STRING + string.length();
        }
        return new LogRecord(
                new Prediction(prediction.id(), prediction.millis(), prediction.pair(), rows, outputs),
                role,
                clientRequestId,
                nanoseconds,
                (int) Math.min(weight, Integer.MAX_VALUE));
    }

    private static Batch compact(Batch batch, Map<String, String> strings) {
        if (batch == null) {
            return null;
        }
        Map<String, Column> columns = new LinkedHashMap<>();
        batch.columns().forEach((name, column) -> columns.put(name, compact(column, strings)));
        return Batch.of(columns);
    }

    private static Column compact(Column column, Map<String, String> strings) {
        if (!(column instanceof Column.Strings texts)) {
            return column;
        }
        String[] values = texts.values().clone();
        for (int row = 0; row < values.length; row++) {
            String value = values[row];
            if (value != null) {
                String known = strings.putIfAbsent(value, value);
                values[row] = known == null ? value : known;
            }
        }
        return new Column.Strings(values);
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
        }
        return 8L * column.rows();
    }
}
