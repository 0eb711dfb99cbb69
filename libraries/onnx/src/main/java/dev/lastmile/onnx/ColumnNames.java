package dev.lastmile.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of a batch's columns, in their order: made once, and shared by all batches that have the same. Immutable. */
public final class ColumnNames {
    private final List<String> names;
    private final Map<String, Integer> positions;

    private ColumnNames(List<String> names) {
        this.names = names;
        this.positions = new HashMap<>(2 * names.size());
        for (int i = 0; i < names.size(); i++) {
            if (positions.put(names.get(i), i) != null) {
                throw new IllegalArgumentException("Column " + names.get(i) + " is there twice. Give it once.");
            }
        }
    }

    /**
     * Names in their order.
     *
     * @throws IllegalArgumentException naming one that is there twice
     */
    public static ColumnNames of(List<String> names) {
        return new ColumnNames(List.copyOf(names));
    }

    /** The names in their order; unmodifiable. */
    public List<String> list() {
        return names;
    }

    /** The number of names. */
    public int size() {
        return names.size();
    }

    /** The position of a name, from 0; -1 for one that is not there. */
    public int position(String name) {
        Integer position = positions.get(name);
        return position == null ? -1 : position;
    }
}
