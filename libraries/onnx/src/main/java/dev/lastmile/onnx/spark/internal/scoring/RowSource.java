package dev.lastmile.onnx.spark.internal.scoring;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import scala.collection.Iterator;

/** Batches of rows that come one by one. */
final class RowSource implements BatchSource {
    private static final int BLOCK_ROWS = 16;

    private final Iterator<InternalRow> rows;
    private final int batchRows;
    private final RowStore batch;
    private final UnsafeRow[] block = new UnsafeRow[BLOCK_ROWS];
    private final Supplier<String> named;
    private InternalRow current;

    /**
     * @param types of the rows' columns
     * @param names how a message calls a row
     */
    RowSource(Iterator<InternalRow> rows, DataType[] types, int batchRows, Function<InternalRow, String> names) {
        this.rows = rows;
        this.batchRows = batchRows;
        this.batch = new RowStore(types, batchRows);
        Arrays.setAll(block, i -> new UnsafeRow(types.length));
        this.named = () -> names.apply(current);
    }

    @Override
    public int read(InputColumn[] inputs) {
        batch.clear();
        int written = 0;
        while (batch.count() < batchRows && rows.hasNext()) {
            batch.add(rows.next());
            if (batch.count() - written == BLOCK_ROWS) {
                write(inputs, written);
                written = batch.count();
            }
        }
        write(inputs, written);
        return batch.count();
    }

    @Override
    public InternalRow row(int number) {
        return batch.row(number);
    }

    // Column by column, of a few rows at a time: these and where their values go stay in the processor's cache.
    private void write(InputColumn[] inputs, int from) {
        int count = batch.count() - from;
        batch.point(from, block);
        for (InputColumn input : inputs) {
            for (int i = 0; i < count; i++) {
                current = block[i];
                input.write(from + i, current, named);
            }
        }
    }
}
