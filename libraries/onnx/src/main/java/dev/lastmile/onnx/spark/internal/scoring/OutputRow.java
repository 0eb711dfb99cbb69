package dev.lastmile.onnx.spark.internal.scoring;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.GeographyVal;
import org.apache.spark.unsafe.types.GeometryVal;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.unsafe.types.VariantVal;

/** The outputs of one row of a batch, and then of another: a view of the outputs' columns. Never null. */
final class OutputRow extends InternalRow {
    private static final long serialVersionUID = 1L;

    private final transient OutputColumn[] columns;
    private int row;

    OutputRow(List<OutputColumn> columns) {
        this.columns = columns.toArray(OutputColumn[]::new);
    }

    /** The same object for another row. */
    OutputRow at(int number) {
        row = number;
        return this;
    }

    @Override
    public int numFields() {
        return columns.length;
    }

    @Override
    public boolean isNullAt(int ordinal) {
        return false;
    }

    @Override
    public double getDouble(int ordinal) {
        return columns[ordinal].doubleAt(row);
    }

    @Override
    public float getFloat(int ordinal) {
        return columns[ordinal].floatAt(row);
    }

    @Override
    public long getLong(int ordinal) {
        return columns[ordinal].longAt(row);
    }

    @Override
    public boolean getBoolean(int ordinal) {
        return columns[ordinal].booleanAt(row);
    }

    @Override
    public UTF8String getUTF8String(int ordinal) {
        return columns[ordinal].stringAt(row);
    }

    @Override
    public InternalRow getStruct(int ordinal, int numFields) {
        return columns[ordinal].vectorAt(row);
    }

    @Override
    public ArrayData getArray(int ordinal) {
        return columns[ordinal].arrayAt(row);
    }

    @Override
    public Object get(int ordinal, DataType dataType) {
        return columns[ordinal].valueAt(row);
    }

    @Override
    public InternalRow copy() {
        Object[] values = new Object[columns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = InternalRow.copyValue(columns[i].valueAt(row));
        }
        return new GenericInternalRow(values);
    }

    @Override
    public void setNullAt(int ordinal) {
        throw readOnly();
    }

    @Override
    public void update(int ordinal, Object value) {
        throw readOnly();
    }

    @Override
    public byte getByte(int ordinal) {
        throw noSuchType();
    }

    @Override
    public short getShort(int ordinal) {
        throw noSuchType();
    }

    @Override
    public int getInt(int ordinal) {
        throw noSuchType();
    }

    @Override
    public Decimal getDecimal(int ordinal, int precision, int scale) {
        throw noSuchType();
    }

    @Override
    public byte[] getBinary(int ordinal) {
        throw noSuchType();
    }

    @Override
    public GeographyVal getGeography(int ordinal) {
        throw noSuchType();
    }

    @Override
    public GeometryVal getGeometry(int ordinal) {
        throw noSuchType();
    }

    @Override
    public CalendarInterval getInterval(int ordinal) {
        throw noSuchType();
    }

    @Override
    public VariantVal getVariant(int ordinal) {
        throw noSuchType();
    }

    @Override
    public MapData getMap(int ordinal) {
        throw noSuchType();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a model's outputs are read-only");
    }

    private static UnsupportedOperationException noSuchType() {
        return new UnsupportedOperationException("no output of a model is of this type");
    }
}
