package dev.lastmile.onnx;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** Rows as named columns of one length, in the order in which they were given. Immutable but for the columns' arrays. */
public final class Batch {
    private final ColumnNames names;
    private final Column[] columns;

    private Batch(ColumnNames names, Column[] columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("A batch has no columns. Give it at least one.");
        }
        this.names = names;
        this.columns = columns;
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == null) {
                throw new IllegalArgumentException(
                        "Column " + names.list().get(i) + " is null. Give it, or leave it out.");
            }
            if (columns[i].rows() != columns[0].rows()) {
                throw new IllegalArgumentException("Column " + names.list().get(i) + " has " + columns[i].rows()
                        + " rows, and " + names.list().get(0) + " has " + columns[0].rows()
                        + ". All columns of a batch need the same number.");
            }
        }
    }

    /**
     * @param columns at least one; the map's order is kept
     * @throws IllegalArgumentException naming a column that is null or not as long as the first
     */
    public static Batch of(Map<String, Column> columns) {
        return new Batch(
                ColumnNames.of(new ArrayList<>(columns.keySet())),
                columns.values().toArray(new Column[0]));
    }

    /**
     * A batch whose names are shared with others, which costs less than a map for each.
     *
     * @param columns as many as there are names, in their order; at least one. The array belongs to the batch
     * @throws IllegalArgumentException naming a column that is null or not as long as the first
     */
    public static Batch of(ColumnNames names, Column... columns) {
        if (columns.length != names.size()) {
            throw new IllegalArgumentException(
                    "There are " + columns.length + " columns for " + names.size() + " names. Give one for each.");
        }
        return new Batch(names, columns);
    }

    /** The number of rows; it can be 0. */
    public int rows() {
        return columns[0].rows();
    }

    /** The names of all columns, in their order. */
    public ColumnNames names() {
        return names;
    }

    /** The column of that name, or null if there is none. */
    public Column column(String name) {
        int position = names.position(name);
        return position < 0 ? null : columns[position];
    }

    /**
     * The column at a position.
     *
     * @param position in {@link #names}, from 0
     */
    public Column column(int position) {
        return columns[position];
    }

    /** All columns, in their order; unmodifiable. */
    public Map<String, Column> columns() {
        return new Columns();
    }

    private final class Columns extends AbstractMap<String, Column> {
        @Override
        public Column get(Object name) {
            return name instanceof String text ? column(text) : null;
        }

        @Override
        public boolean containsKey(Object name) {
            return get(name) != null;
        }

        @Override
        public Set<Entry<String, Column>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<String, Column>> iterator() {
                    return new Entries();
                }

                @Override
                public int size() {
                    return columns.length;
                }
            };
        }
    }

    private final class Entries implements Iterator<Map.Entry<String, Column>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < columns.length;
        }

        @Override
        public Map.Entry<String, Column> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return Map.entry(names.list().get(next), columns[next++]);
        }
    }
}
