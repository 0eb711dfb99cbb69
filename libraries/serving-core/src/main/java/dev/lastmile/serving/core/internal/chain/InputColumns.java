package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.ColumnNames;
import java.util.AbstractList;
import java.util.List;

/** Input columns of a model, in the order of its signature, with their names for batches. Immutable. */
public final class InputColumns extends AbstractList<InputColumn> {
    private final List<InputColumn> columns;
    private final ColumnNames names;

    private InputColumns(List<InputColumn> columns) {
        this.columns = List.copyOf(columns);
        this.names = ColumnNames.of(columns.stream().map(InputColumn::name).toList());
    }

    /** Columns as such a list; returns an argument that already is one. */
    public static InputColumns of(List<InputColumn> columns) {
        return columns instanceof InputColumns known ? known : new InputColumns(columns);
    }

    /** The names, in the same order. */
    public ColumnNames names() {
        return names;
    }

    @Override
    public InputColumn get(int index) {
        return columns.get(index);
    }

    @Override
    public int size() {
        return columns.size();
    }
}
