package dev.lastmile.onnx.spark.internal.parity;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;

/** Columns of Spark's results, to be compared with columns of ONNX. */
final class ReferenceColumns {
    private ReferenceColumns() {}

    /** Values of one column, at least one. */
    static Column of(String name, List<Object> values) {
        Object first = values.get(0);
        if (first instanceof Vector vector) {
            int width = vector.size();
            double[] flat = new double[values.size() * width];
            for (int i = 0; i < values.size(); i++) {
                System.arraycopy(((Vector) values.get(i)).toArray(), 0, flat, i * width, width);
            }
            return new Column.DoubleVectors(flat, width);
        } else if (first instanceof Number) {
            return new Column.Doubles(values.stream()
                    .mapToDouble(value -> ((Number) value).doubleValue())
                    .toArray());
        } else if (first instanceof String) {
            return new Column.Strings(values.toArray(String[]::new));
        }
        throw new OnnxModelException("Column " + name + " is " + first
                + " in Spark, and only numbers, strings and vectors are compared. Leave it out.");
    }

    /** Some rows of a column, with all numbers as 64-bit ones. */
    static Column rows(Column column, int[] rows) {
        if (column instanceof Column.DoubleVectors vectors) {
            int width = vectors.width();
            double[] flat = new double[rows.length * width];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(vectors.flat(), rows[i] * width, flat, i * width, width);
            }
            return new Column.DoubleVectors(flat, width);
        } else if (column instanceof Column.FloatVectors vectors) {
            int width = vectors.width();
            double[] flat = new double[rows.length * width];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = vectors.flat()[rows[i / width] * width + i % width];
            }
            return new Column.DoubleVectors(flat, width);
        } else if (column instanceof Column.Strings strings) {
            String[] values = new String[rows.length];
            for (int i = 0; i < rows.length; i++) {
                values[i] = strings.values()[rows[i]];
            }
            return new Column.Strings(values);
        }
        double[] values = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = number(column, rows[i]);
        }
        return new Column.Doubles(values);
    }

    private static double number(Column column, int row) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values()[row];
        } else if (column instanceof Column.Floats floats) {
            return floats.values()[row];
        } else if (column instanceof Column.Longs longs) {
            return longs.values()[row];
        }
        return ((Column.Booleans) column).values()[row] ? 1 : 0;
    }
}
