package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Integers, booleans, dates and timestamps, which cannot be missing. */
final class IntegralInput implements InputColumn {
    private final InputSource input;
    private final int column;
    private final boolean truth;
    private final boolean wide;
    private final TensorMemory memory;
    private final ByteBuffer bytes;

    IntegralInput(InputSource input, int column, int rows) {
        this.input = input;
        this.column = column;
        this.truth = input.type() == ElementType.BOOL;
        this.wide = input.type() == ElementType.INT64;
        this.memory = new TensorMemory(input.type(), input.matrix(), 1, rows);
        this.bytes = memory.bytes();
    }

    @Override
    public void write(int at, InternalRow row, Supplier<String> named) {
        if (row.isNullAt(column)) {
            throw InputColumn.noNull(input, named);
        }
        if (truth) {
            bytes.put(at, (byte) (row.getBoolean(column) ? 1 : 0));
        } else if (wide) {
            bytes.putLong(at * Long.BYTES, whole(row));
        } else {
            bytes.putInt(at * Integer.BYTES, (int) whole(row));
        }
    }

    @Override
    public void blank(int at) {
        if (truth) {
            bytes.put(at, (byte) 0);
        } else if (wide) {
            bytes.putLong(at * Long.BYTES, 0);
        } else {
            bytes.putInt(at * Integer.BYTES, 0);
        }
    }

    private long whole(InternalRow row) {
        DataType type = input.dataType();
        if (type.equals(DataTypes.LongType) || type.equals(DataTypes.TimestampType)) {
            return row.getLong(column);
        } else if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
            return row.getInt(column);
        }
        return type.equals(DataTypes.ShortType) ? row.getShort(column) : row.getByte(column);
    }

    @Override
    public Column values(int rows) {
        if (truth) {
            boolean[] values = new boolean[rows];
            for (int i = 0; i < rows; i++) {
                values[i] = bytes.get(i) != 0;
            }
            return new Column.Booleans(values);
        }
        long[] values = new long[rows];
        for (int i = 0; i < rows; i++) {
            values[i] = wide ? bytes.getLong(i * Long.BYTES) : bytes.getInt(i * Integer.BYTES);
        }
        return new Column.Longs(values);
    }

    @Override
    public OnnxTensor tensor(int rows) throws OrtException {
        return memory.tensor(rows);
    }

    @Override
    public void close() {
        memory.close();
    }
}
