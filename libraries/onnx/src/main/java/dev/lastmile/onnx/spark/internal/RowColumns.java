package dev.lastmile.onnx.spark.internal;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.spark.InvalidRowException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/** Rows of Spark as columns of a batch. */
final class RowColumns {
    /** 2<sup>53</sup>: the largest whole number up to which every other one has a double of its own. */
    private static final long MOST_EXACT = 1L << 53;

    private RowColumns() {}

    /**
     * One input's values.
     *
     * @param named how a message calls a row
     * @throws InvalidRowException naming a row and a column whose value the input cannot take
     */
    static Column read(InputSource input, List<Row> rows, Function<Row, String> named) {
        if (input.isVector()) {
            int width = input.width() > 0 ? input.width() : firstWidth(input, rows);
            double[] flat = vectors(input, rows, width, named);
            return input.type().equals("FLOAT")
                    ? new Column.FloatVectors(narrowed(flat), width)
                    : new Column.DoubleVectors(flat, width);
        }
        return switch (input.type()) {
            case "DOUBLE" -> new Column.Doubles(numbers(input, rows, named));
            case "FLOAT" -> new Column.Floats(narrowed(numbers(input, rows, named)));
            case "INT64", "INT32" -> {
                long[] values = new long[rows.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = ((Number) required(input, rows.get(i), named)).longValue();
                }
                yield new Column.Longs(values);
            }
            case "BOOL" -> {
                boolean[] values = new boolean[rows.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (Boolean) required(input, rows.get(i), named);
                }
                yield new Column.Booleans(values);
            }
            default -> {
                String[] values = new String[rows.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = input.takesNull()
                            ? rows.get(i).getString(input.column())
                            : (String) required(input, rows.get(i), named);
                }
                yield new Column.Strings(values);
            }
        };
    }

    private static Object required(InputSource input, Row row, Function<Row, String> named) {
        Object value = row.get(input.column());
        if (value == null) {
            throw new InvalidRowException(named.apply(row) + ": column " + input.name()
                    + " is null, and the model takes it as " + input.type()
                    + ", which has no null. Fill it, or leave the row out.");
        }
        return value;
    }

    private static double[] numbers(InputSource input, List<Row> rows, Function<Row, String> named) {
        double[] values = new double[rows.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = rows.get(i).get(input.column());
            if (value instanceof Long whole && (whole > MOST_EXACT || whole < -MOST_EXACT)) {
                throw new InvalidRowException(named.apply(rows.get(i)) + ": column " + input.name() + " is " + whole
                        + ", and the model takes it as DOUBLE, which has whole numbers up to " + MOST_EXACT
                        + " only. Correct the row, or export the model with a schema in which the column is never"
                        + " null.");
            }
            values[i] = number(value);
        }
        return values;
    }

    private static double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        } else if (value == null) {
            return Double.NaN;
        }
        return (Boolean) value ? 1 : 0;
    }

    private static double[] vectors(InputSource input, List<Row> rows, int width, Function<Row, String> named) {
        double[] flat = new double[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            Object value = rows.get(i).get(input.column());
            if (value instanceof Vector vector) {
                requireWidth(input, rows.get(i), vector.size(), width, named);
                System.arraycopy(vector.toArray(), 0, flat, i * width, width);
            } else if (value instanceof Seq<?> sequence) {
                requireWidth(input, rows.get(i), sequence.size(), width, named);
                Iterator<?> numbers = scala.jdk.javaapi.CollectionConverters.asJava(sequence.iterator());
                for (int at = i * width; numbers.hasNext(); at++) {
                    flat[at] = number(numbers.next());
                }
            } else if (value == null) {
                Arrays.fill(flat, i * width, (i + 1) * width, Double.NaN);
            } else {
                flat[i] = number(value);
            }
        }
        return flat;
    }

    private static int firstWidth(InputSource input, List<Row> rows) {
        for (Row row : rows) {
            Object value = row.get(input.column());
            if (value instanceof Vector vector) {
                return vector.size();
            } else if (value instanceof Seq<?> sequence) {
                return sequence.size();
            }
        }
        return 1;
    }

    private static void requireWidth(InputSource input, Row row, int found, int width, Function<Row, String> named) {
        if (found != width) {
            throw new InvalidRowException(named.apply(row) + ": column " + input.name() + " has " + found
                    + " numbers, and the model takes " + width + ". Correct the row, or leave it out.");
        }
    }

    private static float[] narrowed(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
