package dev.lastmile.pipeline.report.analysis;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Batches in which one column has other values. */
final class ColumnRows {
    private ColumnRows() {}

    /** The batch with the values of one column taken from other rows: row {@code i} has that of {@code rows[i]}. */
    static Batch taken(Batch batch, String column, int[] rows) {
        return with(batch, column, taken(batch.column(column), rows));
    }

    /** The batch with the value that one row has in a column in all rows. */
    static Batch filled(Batch batch, String column, int row) {
        int[] rows = new int[batch.rows()];
        Arrays.fill(rows, row);
        return taken(batch, column, rows);
    }

    private static Batch with(Batch batch, String column, Column values) {
        Map<String, Column> columns = new LinkedHashMap<>(batch.columns());
        columns.put(column, values);
        return Batch.of(columns);
    }

    private static Column taken(Column column, int[] rows) {
        Object from = array(column);
        int width = Array.getLength(from) / column.rows();
        Object to = Array.newInstance(from.getClass().getComponentType(), rows.length * width);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, rows[i] * width, to, i * width, width);
        }
        if (to instanceof double[] doubles) {
            return column instanceof Column.DoubleVectors
                    ? new Column.DoubleVectors(doubles, width)
                    : new Column.Doubles(doubles);
        } else if (to instanceof float[] floats) {
            return column instanceof Column.FloatVectors
                    ? new Column.FloatVectors(floats, width)
                    : new Column.Floats(floats);
        } else if (to instanceof long[] longs) {
            return new Column.Longs(longs);
        }
        return to instanceof boolean[] booleans ? new Column.Booleans(booleans) : new Column.Strings((String[]) to);
    }

    private static Object array(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values();
        } else if (column instanceof Column.Floats floats) {
            return floats.values();
        } else if (column instanceof Column.Longs longs) {
            return longs.values();
        } else if (column instanceof Column.Strings strings) {
            return strings.values();
        } else if (column instanceof Column.Booleans booleans) {
            return booleans.values();
        } else if (column instanceof Column.FloatVectors vectors) {
            return vectors.flat();
        }
        return ((Column.DoubleVectors) column).flat();
    }
}
