package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.LogicalType;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Numbers and vectors of numbers as 64 or 32 bits; null is NaN. */
final class NumberColumn implements InputColumn {
    /** 2<sup>53</sup>: the largest integer up to which every other one has a double of its own. */
    private static final long MOST_EXACT = 1L << 53;

    private enum Kind {
        DOUBLE,
        FLOAT,
        LONG,
        INT,
        SHORT,
        BYTE,
        BOOLEAN,
        DATE,
        TIMESTAMP,
        DECIMAL,
        ARRAY,
        VECTOR
    }

    private final InputSource input;
    private final int column;
    private final int rows;
    private final Kind kind;
    private final boolean floatElements;
    private final int precision;
    private final int scale;
    /** Of the batch's vectors, -1 before the first of them where the model takes any width. */
    private int width;

    private TensorMemory memory;
    private DoubleBuffer doubles;
    private FloatBuffer floats;

    NumberColumn(InputSource input, int column, int rows) {
        this.input = input;
        this.column = column;
        this.rows = rows;
        DataType type = input.dataType();
        this.kind = kind(type);
        this.floatElements =
                type instanceof ArrayType array && array.elementType().equals(DataTypes.FloatType);
        this.precision = type instanceof DecimalType decimal ? decimal.precision() : 0;
        this.scale = type instanceof DecimalType decimal ? decimal.scale() : 0;
        this.width = input.isVector() ? input.width() : 1;
        if (width > 0) {
            allocate(width);
        }
    }

    private static Kind kind(DataType type) {
        if (type instanceof DecimalType) {
            return Kind.DECIMAL;
        } else if (type instanceof ArrayType) {
            return Kind.ARRAY;
        } else if (type.equals(DataTypes.DoubleType)) {
            return Kind.DOUBLE;
        } else if (type.equals(DataTypes.FloatType)) {
            return Kind.FLOAT;
        } else if (type.equals(DataTypes.LongType)) {
            return Kind.LONG;
        } else if (type.equals(DataTypes.IntegerType)) {
            return Kind.INT;
        } else if (type.equals(DataTypes.ShortType)) {
            return Kind.SHORT;
        } else if (type.equals(DataTypes.ByteType)) {
            return Kind.BYTE;
        } else if (type.equals(DataTypes.DateType)) {
            return Kind.DATE;
        } else if (type.equals(DataTypes.TimestampType)) {
            return Kind.TIMESTAMP;
        }
        return type.equals(DataTypes.BooleanType) ? Kind.BOOLEAN : Kind.VECTOR;
    }

    @Override
    public void write(int at, InternalRow row, Supplier<String> named) {
        if (at == 0 && input.width() < 0) {
            width = -1;
        }
        switch (kind) {
            case ARRAY -> writeArray(at, row, named);
            case VECTOR -> writeVector(at, row, named);
            default -> {
                requireWidth(at, 1, named);
                put(at, row.isNullAt(column) ? Double.NaN : number(row, named));
            }
        }
    }

    @Override
    public boolean write(ColumnarBatch rows, int from, int to) {
        ColumnVector values = rows.column(column);
        boolean nulls = values.hasNull();
        switch (kind) {
            case DOUBLE -> {
                if (doubles != null && !nulls) {
                    copy(values, from, to, doubles);
                    return true;
                }
                for (int i = from; i < to; i++) {
                    put(i - from, nulls && values.isNullAt(i) ? Double.NaN : values.getDouble(i));
                }
            }
            case FLOAT -> {
                for (int i = from; i < to; i++) {
                    put(i - from, nulls && values.isNullAt(i) ? Double.NaN : values.getFloat(i));
                }
            }
            case INT, DATE -> {
                for (int i = from; i < to; i++) {
                    put(i - from, nulls && values.isNullAt(i) ? Double.NaN : values.getInt(i));
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    // The usual case, in a loop without another branch or load.
    private static void copy(ColumnVector values, int from, int to, DoubleBuffer target) {
        for (int i = from; i < to; i++) {
            target.put(i - from, values.getDouble(i));
        }
    }

    private double number(InternalRow row, Supplier<String> named) {
        return switch (kind) {
            case DOUBLE -> row.getDouble(column);
            case FLOAT -> row.getFloat(column);
            case LONG -> exact(row.getLong(column), named);
            case INT, DATE -> row.getInt(column);
            case TIMESTAMP -> exactMicros(row.getLong(column), named);
            case SHORT -> row.getShort(column);
            case BYTE -> row.getByte(column);
            case DECIMAL -> row.getDecimal(column, precision, scale).toDouble();
            default -> row.getBoolean(column) ? 1 : 0;
        };
    }

    private double exact(long whole, Supplier<String> named) {
        if (whole > MOST_EXACT || whole < -MOST_EXACT) {
            throw new InvalidRowException(named.get() + ": column " + input.name() + " is " + whole
                    + ", and the model takes it as DOUBLE, which represents integers exactly only up to " + MOST_EXACT
                    + ". Correct the row, or export the model with a schema in which the column is never null.");
        }
        return whole;
    }

    private double exactMicros(long micros, Supplier<String> named) {
        if (!LogicalType.isExact(micros)) {
            throw new InvalidRowException(named.get() + ": column " + input.name() + " is "
                    + Instant.EPOCH.plus(micros, ChronoUnit.MICROS)
                    + ", and the model takes it as DOUBLE, which does not have all microseconds before 1684 and after 2255."
                    + " Round it to seconds, or export the model with a schema in which the column is never null.");
        }
        return micros;
    }

    private void writeArray(int at, InternalRow row, Supplier<String> named) {
        if (row.isNullAt(column)) {
            missing(at);
            return;
        }
        ArrayData array = row.getArray(column);
        requireWidth(at, array.numElements(), named);
        for (int i = 0; i < width; i++) {
            double number = floatElements && !array.isNullAt(i) ? array.getFloat(i) : Double.NaN;
            put(at * width + i, floatElements || array.isNullAt(i) ? number : array.getDouble(i));
        }
    }

    // VectorUDT's form: type (0 sparse, 1 dense), size, indices, values.
    private void writeVector(int at, InternalRow row, Supplier<String> named) {
        if (row.isNullAt(column)) {
            missing(at);
            return;
        }
        InternalRow vector = row.getStruct(column, 4);
        ArrayData numbers = vector.getArray(3);
        if (vector.getByte(0) == 1) {
            requireWidth(at, numbers.numElements(), named);
            for (int i = 0; i < width; i++) {
                put(at * width + i, numbers.getDouble(i));
            }
            return;
        }
        requireWidth(at, vector.getInt(1), named);
        fill(at * width, (at + 1) * width, 0);
        ArrayData places = vector.getArray(2);
        for (int i = 0; i < numbers.numElements(); i++) {
            put(at * width + places.getInt(i), numbers.getDouble(i));
        }
    }

    private void missing(int at) {
        if (width > 0) {
            fill(at * width, (at + 1) * width, Double.NaN);
        }
    }

    @Override
    public void blank(int at) {
        missing(at);
    }

    private void requireWidth(int at, int found, Supplier<String> named) {
        if (width < 0) {
            width = found;
            if (memory == null || memory.width() != found) {
                close();
                allocate(found);
            }
            fill(0, at * found, Double.NaN);
        } else if (found != width) {
            throw new InvalidRowException(named.get() + ": column " + input.name() + " has " + found
                    + " numbers, and the model takes " + width + ". Correct the row, or leave it out.");
        }
    }

    private void allocate(int numbers) {
        memory = new TensorMemory(input.type(), input.matrix(), numbers, rows);
        doubles = input.type() == ElementType.DOUBLE ? memory.bytes().asDoubleBuffer() : null;
        floats = doubles == null ? memory.bytes().asFloatBuffer() : null;
    }

    private void fill(int from, int to, double number) {
        for (int i = from; i < to; i++) {
            put(i, number);
        }
    }

    private void put(int at, double number) {
        if (doubles != null) {
            doubles.put(at, number);
        } else {
            floats.put(at, (float) number);
        }
    }

    @Override
    public Column values(int count) {
        settleWidth(count);
        if (doubles != null) {
            double[] values = new double[count * width];
            doubles.get(0, values);
            return input.isVector() ? new Column.DoubleVectors(values, width) : new Column.Doubles(values);
        }
        float[] values = new float[count * width];
        floats.get(0, values);
        return input.isVector() ? new Column.FloatVectors(values, width) : new Column.Floats(values);
    }

    @Override
    public OnnxTensor tensor(int count) throws OrtException {
        settleWidth(count);
        return memory.tensor(count);
    }

    // A batch in which every vector is null.
    private void settleWidth(int count) {
        if (width < 0) {
            requireWidth(count, 1, () -> "");
        }
    }

    @Override
    public void close() {
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }
}
