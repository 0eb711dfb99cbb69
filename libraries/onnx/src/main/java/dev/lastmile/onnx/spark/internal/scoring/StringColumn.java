package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import dev.lastmile.onnx.Column;
import java.util.Arrays;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;

/** Strings; ONNX Runtime has its own copy of them in each batch. */
final class StringColumn implements InputColumn {
    private final InputSource input;
    private final int column;
    private final String[] values;

    StringColumn(InputSource input, int column, int rows) {
        this.input = input;
        this.column = column;
        this.values = new String[rows];
    }

    @Override
    public void write(int at, InternalRow row, Supplier<String> named) {
        if (!row.isNullAt(column)) {
            values[at] = row.getUTF8String(column).toString();
        } else if (input.takesNull()) {
            values[at] = null;
        } else {
            throw InputColumn.noNull(input, named);
        }
    }

    @Override
    public void blank(int at) {
        values[at] = "";
    }

    @Override
    public Column values(int rows) {
        return new Column.Strings(Arrays.copyOf(values, rows));
    }

    @Override
    public OnnxTensor tensor(int rows) {
        return null;
    }

    @Override
    public void close() {
        // All of it is on the heap.
    }
}
