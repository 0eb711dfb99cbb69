package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;

/** A column of floating point numbers, NaN if missing. Integers of an integer type are converted exactly or rejected. */
final class NumberReader extends ColumnReader {
    /** 2<sup>53</sup>: up to here every integer is exactly representable as a double. */
    private static final long MAX_EXACT = 1L << 53;

    private final boolean isFloat;
    private final boolean isInteger;
    private double[] doubles = {};
    private float[] floats = {};

    NumberReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
        this.isFloat = column.tensor() == ElementType.FLOAT;
        this.isInteger = column.type() == Type.INTEGER || column.type() == Type.LONG;
    }

    @Override
    void readJson(JsonParser json, int row) throws IOException {
        if (isInteger) {
            store(exact(IntegerReader.integer(json, column, row), row), row);
        } else if (json.currentToken().isNumeric()) {
            double value = json.getDoubleValue();
            if (!isTaken(value)) {
                throw CellError.notFinite(column, row, ValueExcerpt.of(json));
            }
            store(value, row);
        } else {
            throw IntegerReader.wrongType(json, column, row);
        }
    }

    @Override
    void acceptNumber(double value, int row) {
        if (isInteger && !Double.isNaN(value)) {
            store(exact(IntegerReader.integer(value, column, row), row), row);
            return;
        }
        if (!isTaken(value)) {
            throw CellError.notFinite(column, row, Double.toString(value));
        }
        if (isFloat && !Double.isNaN(value) && (double) (float) value != value) {
            throw CellError.rounded(column, row, value);
        }
        store(value, row);
    }

    @Override
    void acceptInteger(long value, int row) {
        if (isInteger) {
            IntegerReader.requireRange(value, column, row);
        }
        store(exact(value, row), row);
    }

    @Override
    void acceptDecimal(BigDecimal value, int row) {
        if (isInteger) {
            store(exact(IntegerReader.integer(value, column, row), row), row);
            return;
        }
        double number = value.doubleValue();
        if (!isFinite(number)) {
            throw CellError.notFinite(column, row, ValueExcerpt.cut(value.toString()));
        }
        store(number, row);
    }

    @Override
    boolean acceptMissing(int row) {
        store(Double.NaN, row);
        return true;
    }

    @Override
    void grow(int newCapacity) {
        if (isFloat) {
            floats = Arrays.copyOf(floats, newCapacity);
        } else {
            doubles = Arrays.copyOf(doubles, newCapacity);
        }
    }

    @Override
    Column values(int rows) {
        if (isFloat) {
            return new Column.Floats(floats.length == rows ? floats : Arrays.copyOf(floats, rows));
        }
        return new Column.Doubles(doubles.length == rows ? doubles : Arrays.copyOf(doubles, rows));
    }

    @Override
    int rowSize() {
        return isFloat ? Float.BYTES : Double.BYTES;
    }

    private void store(double value, int row) {
        if (isFloat) {
            floats[row] = (float) value;
        } else {
            doubles[row] = value;
        }
    }

    private boolean isFinite(double value) {
        return isFloat ? Float.isFinite((float) value) : Double.isFinite(value);
    }

    // NaN represents a missing value, which only an optional column may have.
    private boolean isTaken(double value) {
        return isFinite(value) || (Double.isNaN(value) && !column.required());
    }

    private double exact(long value, int row) {
        if (value > MAX_EXACT || value < -MAX_EXACT) {
            throw CellError.inexact(column, row, value, MAX_EXACT);
        }
        if (isFloat && (long) (float) value != value) {
            throw CellError.rounded(column, row, value);
        }
        return value;
    }
}
