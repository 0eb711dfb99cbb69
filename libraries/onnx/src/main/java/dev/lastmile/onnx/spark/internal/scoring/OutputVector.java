package dev.lastmile.onnx.spark.internal.scoring;

import org.apache.spark.sql.execution.vectorized.ConstantColumnVector;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * An output of a model as a column of a Spark batch: a view of the values that ONNX Runtime has written. Never null; only
 * the values of its own type can be read.
 */
final class OutputVector extends ColumnVector {
    private static final byte DENSE = 1;

    private final OutputColumn output;
    private final ColumnVector[] children;

    private OutputVector(DataType type, OutputColumn output, ColumnVector... children) {
        super(type);
        this.output = output;
        this.children = children;
    }

    /** A view of an output, which has the values of the batch that was scored last. */
    static ColumnVector of(OutputColumn output) {
        DataType type = output.dataType();
        if (type instanceof ArrayType array) {
            return array(array, output);
        } else if (type instanceof UserDefinedType<?> vector) {
            return vector((StructType) vector.sqlType(), output);
        }
        return new OutputVector(type, output);
    }

    private static ColumnVector array(ArrayType type, OutputColumn output) {
        return new OutputVector(type, output, new OutputVector(type.elementType(), output));
    }

    // VectorUDT's representation: type (1 for dense), size and indices of sparse vectors, values.
    private static ColumnVector vector(StructType type, OutputColumn output) {
        ConstantColumnVector dense = new ConstantColumnVector(1, DataTypes.ByteType);
        dense.setByte(DENSE);
        ConstantColumnVector size = new ConstantColumnVector(1, DataTypes.IntegerType);
        size.setNull();
        ConstantColumnVector indices = new ConstantColumnVector(1, type.fields()[2].dataType());
        indices.setNull();
        ColumnVector values = array((ArrayType) type.fields()[3].dataType(), output);
        return new OutputVector(type, output, dense, size, indices, values);
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return children[ordinal];
    }

    @Override
    public ColumnarArray getArray(int row) {
        return new ColumnarArray(children[0], row * output.width(), output.width());
    }

    @Override
    public double getDouble(int row) {
        return output.numberAt(row);
    }

    @Override
    public float getFloat(int row) {
        return output.floatAt(row);
    }

    @Override
    public long getLong(int row) {
        return output.longAt(row);
    }

    @Override
    public boolean getBoolean(int row) {
        return output.booleanAt(row);
    }

    @Override
    public UTF8String getUTF8String(int row) {
        return output.stringAt(row);
    }

    @Override
    public boolean hasNull() {
        return false;
    }

    @Override
    public int numNulls() {
        return 0;
    }

    @Override
    public boolean isNullAt(int row) {
        return false;
    }

    /** Does nothing: the memory is used for the next batch, and freed at the end of the task. */
    @Override
    public void close() {
        // See above.
    }

    @Override
    public byte getByte(int row) {
        throw otherType();
    }

    @Override
    public short getShort(int row) {
        throw otherType();
    }

    @Override
    public int getInt(int row) {
        throw otherType();
    }

    @Override
    public ColumnarMap getMap(int row) {
        throw otherType();
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw otherType();
    }

    @Override
    public byte[] getBinary(int row) {
        throw otherType();
    }

    private UnsupportedOperationException otherType() {
        return new UnsupportedOperationException(
                "An output of a model has been read as another type than " + type.catalogString() + ".");
    }
}
