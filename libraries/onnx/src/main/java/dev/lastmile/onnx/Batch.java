package dev.lastmile.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rows as named columns of one length, in the order in which they were given. Immutable but for the columns' arrays. */
public final class Batch {
    private final Map<String, Column> columns;
    private final int rows;

    private Batch(Map<String, Column> columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * @param columns at least one; the map's order is kept
     * @throws IllegalArgumentException naming a column that is null or not as long as the first
     */
    public static Batch of(Map<String, Column> columns) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("A batch has no columns. Give it at least one.");
        }
        Map<String, Column> copy = new LinkedHashMap<>(columns);
        String first = null;
        int rows = 0;
        for (Map.Entry<String, Column> entry : copy.entrySet()) {
            Column column = entry.getValue();
            if (column == null) {
                throw new IllegalArgumentException("Column " + entry.getKey() + " is null. Give it, or leave it out.");
            }
            if (first == null) {
                first = entry.getKey();
                rows = column.rows();
            } else if (column.rows() != rows) {
                throw new IllegalArgumentException("Column " + entry.getKey() + " has " + column.rows() + " rows, and "
                        + first + " has " + rows + ". All columns of a batch need the same number.");
            }
        }
        return new Batch(Collections.unmodifiableMap(copy), rows);
    }

    /** The number of rows; it can be 0. */
    public int rows() {
        return rows;
    }

    /** The column of that name, or null if there is none. */
    public Column column(String name) {
        return columns.get(name);
    }

    /** All columns, in their order; unmodifiable. */
    public Map<String, Column> columns() {
        return columns;
    }
}
