package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows of Spark as columns of a batch. */
final class RowColumns {
    private RowColumns() {}

    /**
     * One input's values.
     *
     * @param rows in Spark's internal form
     * @param named how a message calls the row of a number
     * @throws InvalidRowException naming a row and a column whose value the input cannot take
     */
    static Column read(InputSource input, List<InternalRow> rows, IntFunction<String> named) {
        try (InputColumn column = InputColumn.of(input, input.column(), Math.max(rows.size(), 1))) {
            for (int i = 0; i < rows.size(); i++) {
                int number = i;
                column.write(i, rows.get(i), () -> named.apply(number));
            }
            return column.values(rows.size());
        }
    }
}
