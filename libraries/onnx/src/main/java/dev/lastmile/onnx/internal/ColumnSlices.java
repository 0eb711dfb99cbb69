package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.TensorSpec;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes batches apart by rows, and puts them together again. */
final class ColumnSlices {
    private ColumnSlices() {}

    /** A copy of some rows, with the columns of inputs. */
    static Batch rows(Batch batch, List<TensorSpec> inputs, int from, int to) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (TensorSpec input : inputs) {
            Column column = batch.column(input.name());
            int width = Tensors.width(column);
            Object values = array(column, (to - from) * width);
            System.arraycopy(values(column), from * width, values, 0, (to - from) * width);
            columns.put(input.name(), column(column, values));
        }
        return Batch.of(columns);
    }

    /**
     * The rows of batches with the same columns, one batch after the other.
     *
     * @throws OnnxModelException if vectors of one column are of different widths
     */
    static Batch concatenated(List<Batch> batches) {
        int rows = batches.stream().mapToInt(Batch::rows).sum();
        Map<String, Column> columns = new LinkedHashMap<>();
        batches.get(0).columns().forEach((name, first) -> {
            int width = Tensors.width(first);
            Object values = array(first, Math.multiplyExact(rows, width));
            int position = 0;
            for (Batch batch : batches) {
                Column slice = batch.column(name);
                if (Tensors.width(slice) != width) {
                    throw new OnnxModelException("The model's output " + name + " has vectors of width " + width
                            + " for some rows and of " + Tensors.width(slice) + " for others. Export the model with"
                            + " vectors of one width.");
                }
                int length = slice.rows() * width;
                System.arraycopy(values(slice), 0, values, position, length);
                position += length;
            }
            columns.put(name, column(first, values));
        });
        return Batch.of(columns);
    }

    private static Object array(Column like, int length) {
        return Array.newInstance(values(like).getClass().getComponentType(), length);
    }

    private static Object values(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values();
        } else if (column instanceof Column.DoubleVectors vectors) {
            return vectors.flat();
        } else if (column instanceof Column.Floats floats) {
            return floats.values();
        } else if (column instanceof Column.FloatVectors vectors) {
            return vectors.flat();
        } else if (column instanceof Column.Longs longs) {
            return longs.values();
        } else if (column instanceof Column.Booleans booleans) {
            return booleans.values();
        }
        return ((Column.Strings) column).values();
    }

    private static Column column(Column like, Object values) {
        if (like instanceof Column.Doubles) {
            return new Column.Doubles((double[]) values);
        } else if (like instanceof Column.DoubleVectors vectors) {
            return new Column.DoubleVectors((double[]) values, vectors.width());
        } else if (like instanceof Column.Floats) {
            return new Column.Floats((float[]) values);
        } else if (like instanceof Column.FloatVectors vectors) {
            return new Column.FloatVectors((float[]) values, vectors.width());
        } else if (like instanceof Column.Longs) {
            return new Column.Longs((long[]) values);
        } else if (like instanceof Column.Booleans) {
            return new Column.Booleans((boolean[]) values);
        }
        return new Column.Strings((String[]) values);
    }
}
