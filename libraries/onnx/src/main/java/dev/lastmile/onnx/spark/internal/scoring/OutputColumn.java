package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.unsafe.types.UTF8String;

/** An output of a model as a column of rows, of which it has the values of one batch. */
final class OutputColumn {
    private final StructField field;
    private final ElementType type;
    private int width = -1;
    private DoubleBuffer doubles;
    private FloatBuffer floats;
    private LongBuffer longs;
    private IntBuffer ints;
    private ByteBuffer bytes;
    private String[] strings;
    private UnsafeRow vector;
    private UnsafeArrayData array;

    /** A column of strings that no model gives. */
    OutputColumn(StructField field) {
        this.field = field;
        this.type = ElementType.STRING;
    }

    OutputColumn(StructField field, TensorSpec output) {
        this.field = field;
        this.type = output.type();
    }

    /** The field of an output; the size of Spark ML vectors is in its metadata, where Spark looks for it. */
    static StructField field(TensorSpec output, boolean arrays) {
        if (!output.isVector() || !isNumber(output)) {
            return new StructField(output.name(), scalar(output.type()), false, Metadata.empty());
        }
        if (arrays) {
            return new StructField(
                    output.name(), DataTypes.createArrayType(scalar(output.type()), false), false, Metadata.empty());
        }
        Metadata size =
                output.width() > 0 ? new AttributeGroup(output.name(), output.width()).toMetadata() : Metadata.empty();
        return new StructField(output.name(), SQLDataTypes.VectorType(), false, size);
    }

    /** The values of the next batch, in memory that ONNX Runtime has written into. */
    void take(TensorMemory memory) {
        switch (type) {
            case DOUBLE -> doubles = memory.bytes().asDoubleBuffer();
            case FLOAT -> floats = memory.bytes().asFloatBuffer();
            case INT64 -> longs = memory.bytes().asLongBuffer();
            case INT32 -> ints = memory.bytes().asIntBuffer();
            default -> bytes = memory.bytes();
        }
        setWidth(memory.width());
    }

    /** The values of the next batch, as a copy. */
    void take(Column column) {
        int columnWidth = 1;
        if (column instanceof Column.Doubles given) {
            doubles = DoubleBuffer.wrap(given.values());
        } else if (column instanceof Column.DoubleVectors given) {
            doubles = DoubleBuffer.wrap(given.flat());
            columnWidth = given.width();
        } else if (column instanceof Column.Floats given) {
            floats = FloatBuffer.wrap(given.values());
        } else if (column instanceof Column.FloatVectors given) {
            floats = FloatBuffer.wrap(given.flat());
            columnWidth = given.width();
        } else if (column instanceof Column.Longs given) {
            longs = LongBuffer.wrap(given.values());
            ints = null;
        } else if (column instanceof Column.Booleans given) {
            bytes = ByteBuffer.allocate(given.values().length);
            for (int i = 0; i < given.values().length; i++) {
                bytes.put(i, (byte) (given.values()[i] ? 1 : 0));
            }
        } else {
            strings = ((Column.Strings) column).values();
        }
        setWidth(columnWidth);
    }

    private void setWidth(int numbers) {
        if (width == numbers) {
            return;
        }
        width = numbers;
        if (field.dataType() instanceof ArrayType) {
            array = doubles == null
                    ? UnsafeArrayData.fromPrimitiveArray(new float[width])
                    : UnsafeArrayData.fromPrimitiveArray(new double[width]);
        } else if (field.dataType() instanceof UserDefinedType<?>) {
            vector = emptyVector(width);
            array = vector.getArray(3);
        }
    }

    /** A dense vector of zeros in the form of a row of Spark's, whose numbers can be written over. */
    @SuppressWarnings("unchecked") // The type of vectors is that of Vector.
    private static UnsafeRow emptyVector(int width) {
        UserDefinedType<Vector> type = (UserDefinedType<Vector>) SQLDataTypes.VectorType();
        InternalRow zeros = (InternalRow) type.serialize(Vectors.dense(new double[width]));
        return UnsafeProjection.create((StructType) type.sqlType()).apply(zeros).copy();
    }

    DataType dataType() {
        return field.dataType();
    }

    /** Values per row: 1 for scalars. */
    int width() {
        return width;
    }

    double doubleAt(int row) {
        return doubles.get(row);
    }

    /** A 32-bit or 64-bit value, counted over all rows of the batch. */
    double numberAt(int value) {
        return doubles == null ? floats.get(value) : doubles.get(value);
    }

    float floatAt(int row) {
        return floats.get(row);
    }

    long longAt(int row) {
        return ints == null ? longs.get(row) : ints.get(row);
    }

    boolean booleanAt(int row) {
        return bytes.get(row) != 0;
    }

    UTF8String stringAt(int row) {
        return UTF8String.fromString(strings[row]);
    }

    /**
     * The first of a row's numbers that is NaN or infinite.
     *
     * @return 0 if all are finite, or if these are no floating point numbers
     */
    double notFiniteAt(int row) {
        for (int i = row * width; type.isFloating() && i < (row + 1) * width; i++) {
            if (!Double.isFinite(numberAt(i))) {
                return numberAt(i);
            }
        }
        return 0;
    }

    String name() {
        return field.name();
    }

    /** A row's numbers, in an array that is written over for the next row. */
    UnsafeArrayData arrayAt(int row) {
        int from = row * width;
        if (doubles == null) {
            boolean wide = vector != null;
            for (int i = 0; i < width; i++) {
                if (wide) {
                    array.setDouble(i, floats.get(from + i));
                } else {
                    array.setFloat(i, floats.get(from + i));
                }
            }
        } else {
            for (int i = 0; i < width; i++) {
                array.setDouble(i, doubles.get(from + i));
            }
        }
        return array;
    }

    /** A row's vector in Spark's internal form, which is written over for the next row. */
    UnsafeRow vectorAt(int row) {
        arrayAt(row);
        return vector;
    }

    /** A row's value in Spark's internal form. */
    Object valueAt(int row) {
        DataType dataType = field.dataType();
        if (dataType.equals(DataTypes.DoubleType)) {
            return doubleAt(row);
        } else if (dataType.equals(DataTypes.FloatType)) {
            return floatAt(row);
        } else if (dataType.equals(DataTypes.LongType)) {
            return longAt(row);
        } else if (dataType.equals(DataTypes.BooleanType)) {
            return booleanAt(row);
        } else if (dataType.equals(DataTypes.StringType)) {
            return stringAt(row);
        }
        return dataType instanceof ArrayType ? arrayAt(row) : vectorAt(row);
    }

    private static boolean isNumber(TensorSpec output) {
        return output.type().isFloating();
    }

    private static DataType scalar(ElementType type) {
        return switch (type) {
            case DOUBLE -> DataTypes.DoubleType;
            case FLOAT -> DataTypes.FloatType;
            case INT64, INT32 -> DataTypes.LongType;
            case BOOL -> DataTypes.BooleanType;
            case STRING -> DataTypes.StringType;
        };
    }
}
