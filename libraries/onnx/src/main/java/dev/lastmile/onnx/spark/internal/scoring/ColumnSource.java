package dev.lastmile.onnx.spark.internal.scoring;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.Iterator;

/** Batches of what a file format reads as columns: of these no rows are made before the models have scored them. */
final class ColumnSource implements BatchSource {
    private final Iterator<ColumnarBatch> batches;
    private final int batchRows;
    private final Supplier<String> named;
    private ColumnarBatch batch;
    private int from;
    private int to;
    private InternalRow current;

    /**
     * @param names how a message calls a row
     */
    ColumnSource(Iterator<ColumnarBatch> batches, int batchRows, Function<InternalRow, String> names) {
        this.batches = batches;
        this.batchRows = batchRows;
        this.named = () -> names.apply(current);
    }

    @Override
    public int read(InputColumn[] inputs) {
        from = to;
        while (batch == null || from == batch.numRows()) {
            // What reads the files writes the next batch over this one.
            if (!batches.hasNext()) {
                return 0;
            }
            batch = batches.next();
            from = 0;
        }
        to = Math.min(from + batchRows, batch.numRows());
        for (InputColumn input : inputs) {
            if (!input.write(batch, from, to)) {
                for (int i = from; i < to; i++) {
                    current = batch.getRow(i);
                    input.write(i - from, current, named);
                }
            }
        }
        return to - from;
    }

    @Override
    public InternalRow row(int number) {
        return batch.getRow(from + number);
    }

    /** The number of columns. */
    int columns() {
        return batch.numCols();
    }

    /** A column of the batch that the rows are in. */
    ColumnVector column(int ordinal) {
        return batch.column(ordinal);
    }

    /** Whether the rows are all rows of the batch that they are in. */
    boolean isWhole() {
        return from == 0 && to == batch.numRows();
    }

    /** Places in the {@linkplain #column columns} of some rows, counted from 0. */
    int[] places(int[] rows) {
        return Arrays.stream(rows).map(row -> from + row).toArray();
    }
}
