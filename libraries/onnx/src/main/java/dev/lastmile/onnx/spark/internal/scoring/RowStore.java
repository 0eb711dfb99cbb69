package dev.lastmile.onnx.spark.internal.scoring;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.Platform;

/** The rows of a batch as bytes in one array, which is used for batch after batch. */
final class RowStore {
    private static final int FIRST_BYTES = 1 << 16;

    private final DataType[] types;
    private final UnsafeRow view;
    private final int[] ends;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;
    private UnsafeProjection projection;

    /**
     * @param types of the rows' columns
     * @param rows room for so many
     */
    RowStore(DataType[] types, int rows) {
        this.types = types;
        this.view = new UnsafeRow(types.length);
        this.ends = new int[rows];
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Adds a copy of a row. */
    void add(InternalRow row) {
        UnsafeRow unsafe = row instanceof UnsafeRow given ? given : unsafe(row);
        int from = count == 0 ? 0 : ends[count - 1];
        int size = unsafe.getSizeInBytes();
        int end = Math.addExact(from, size);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(end, bytes.length * 2L)));
        }
        Platform.copyMemory(
                unsafe.getBaseObject(), unsafe.getBaseOffset(), bytes, Platform.BYTE_ARRAY_OFFSET + (long) from, size);
        ends[count++] = end;
    }

    /** A row; the object is used for the next one too. */
    UnsafeRow row(int number) {
        point(number, view);
        return view;
    }

    /** Makes these the rows from a number on, as far as there are any; they are valid until another one is added. */
    void point(int from, UnsafeRow[] rows) {
        for (int i = 0; i < rows.length && from + i < count; i++) {
            point(from + i, rows[i]);
        }
    }

    private void point(int number, UnsafeRow row) {
        int from = number == 0 ? 0 : ends[number - 1];
        row.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + (long) from, ends[number] - from);
    }

    private UnsafeRow unsafe(InternalRow row) {
        if (projection == null) {
            projection = UnsafeProjection.create(types);
        }
        return projection.apply(row);
    }
}
