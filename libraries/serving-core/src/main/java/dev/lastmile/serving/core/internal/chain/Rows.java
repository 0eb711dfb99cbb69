package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Slices, concatenates and repeats the rows of batches. */
final class Rows {
    private Rows() {}

    /** The rows from {@code from}, inclusive, to {@code to}, exclusive. */
    static Batch slice(Batch batch, int from, int to) {
        return map(batch, column -> copy(column, from, to, new Target(column, to - from)));
    }

    /**
     * All rows of several batches with the same columns, in order.
     *
     * @throws IllegalArgumentException if a column differs in type or width between them
     */
    static Batch concat(List<Batch> batches) {
        int rows = batches.stream().mapToInt(Batch::rows).sum();
        Map<String, Column> columns = new LinkedHashMap<>();
        batches.get(0).columns().forEach((name, first) -> {
            Target target = new Target(first, rows);
            batches.forEach(batch -> target.add(batch.column(name), 0, batch.rows()));
            columns.put(name, target.column());
        });
        return Batch.of(columns);
    }

    /** Repeats the rows of a batch, which has at least one, up to a number of rows. */
    static Batch repeat(Batch batch, int rows) {
        return map(batch, column -> {
            Target target = new Target(column, rows);
            for (int left = rows; left > 0; left -= column.rows()) {
                target.add(column, 0, Math.min(left, column.rows()));
            }
            return target.column();
        });
    }

    private static Column copy(Column column, int from, int to, Target target) {
        target.add(column, from, to);
        return target.column();
    }

    private static Batch map(Batch batch, UnaryOperator<Column> change) {
        Map<String, Column> columns = new LinkedHashMap<>();
        batch.columns().forEach((name, column) -> columns.put(name, change.apply(column)));
        return Batch.of(columns);
    }

    /** A column that is filled from others of its type and width. */
    private static final class Target {
        private final Column like;
        private final Object values;
        private int length;

        Target(Column like, int rows) {
            this.like = like;
            this.values = Array.newInstance(values(like).getClass().getComponentType(), rows * width(like));
        }

        void add(Column column, int from, int to) {
            int width = width(like);
            if (column == null || column.getClass() != like.getClass() || width(column) != width) {
                throw new IllegalArgumentException("A column is " + shown(column) + " in one batch and " + shown(like)
                        + " in another. Give it one type and width.");
            }
            System.arraycopy(values(column), from * width, values, length, (to - from) * width);
            length += (to - from) * width;
        }

        Column column() {
            if (like instanceof Column.Doubles) {
                return new Column.Doubles((double[]) values);
            }
            if (like instanceof Column.Floats) {
                return new Column.Floats((float[]) values);
            }
            if (like instanceof Column.Longs) {
                return new Column.Longs((long[]) values);
            }
            if (like instanceof Column.Booleans) {
                return new Column.Booleans((boolean[]) values);
            }
            if (like instanceof Column.Strings) {
                return new Column.Strings((String[]) values);
            }
            return like instanceof Column.DoubleVectors vectors
                    ? new Column.DoubleVectors((double[]) values, vectors.width())
                    : new Column.FloatVectors((float[]) values, width(like));
        }
    }

    private static Object values(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values();
        }
        if (column instanceof Column.Floats floats) {
            return floats.values();
        }
        if (column instanceof Column.Longs longs) {
            return longs.values();
        }
        if (column instanceof Column.Booleans booleans) {
            return booleans.values();
        }
        if (column instanceof Column.Strings strings) {
            return strings.values();
        }
        return column instanceof Column.DoubleVectors vectors ? vectors.flat() : ((Column.FloatVectors) column).flat();
    }

    /** Values per row. */
    static int width(Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            return vectors.width();
        }
        return column instanceof Column.FloatVectors vectors ? vectors.width() : 1;
    }

    private static String shown(Column column) {
        return column == null ? "missing" : column.getClass().getSimpleName() + " of width " + width(column);
    }
}
