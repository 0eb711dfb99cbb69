package dev.lastmile.onnx.spark.internal.scoring;

import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Some rows of a column of a Spark batch, which stays the owner of its memory. */
final class SelectedVector extends ColumnVector {
    private final ColumnVector column;
    private final int[] rows;

    /**
     * @param rows of the column, in the order of this one
     */
    SelectedVector(ColumnVector column, int[] rows) {
        super(column.dataType());
        this.column = column;
        this.rows = rows;
    }

    @Override
    public void close() {
        // The column is read again for the next rows of its batch.
    }

    @Override
    public boolean hasNull() {
        return column.hasNull();
    }

    /** Of all rows of the column, which is allowed to be too many. */
    @Override
    public int numNulls() {
        return column.numNulls();
    }

    @Override
    public boolean isNullAt(int row) {
        return column.isNullAt(rows[row]);
    }

    @Override
    public boolean getBoolean(int row) {
        return column.getBoolean(rows[row]);
    }

    @Override
    public byte getByte(int row) {
        return column.getByte(rows[row]);
    }

    @Override
    public short getShort(int row) {
        return column.getShort(rows[row]);
    }

    @Override
    public int getInt(int row) {
        return column.getInt(rows[row]);
    }

    @Override
    public long getLong(int row) {
        return column.getLong(rows[row]);
    }

    @Override
    public float getFloat(int row) {
        return column.getFloat(rows[row]);
    }

    @Override
    public double getDouble(int row) {
        return column.getDouble(rows[row]);
    }

    @Override
    public ColumnarArray getArray(int row) {
        return column.getArray(rows[row]);
    }

    @Override
    public ColumnarMap getMap(int row) {
        return column.getMap(rows[row]);
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        return column.getDecimal(rows[row], precision, scale);
    }

    @Override
    public UTF8String getUTF8String(int row) {
        return column.getUTF8String(rows[row]);
    }

    @Override
    public byte[] getBinary(int row) {
        return column.getBinary(rows[row]);
    }

    /** The same rows of a field of a structure; elements of arrays and maps are not read through it. */
    @Override
    public ColumnVector getChild(int ordinal) {
        return new SelectedVector(column.getChild(ordinal), rows);
    }
}
