package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A column of booleans. One that can be missing is a floating point number in the graph and in the signature: the numbers 0
 * and 1 are booleans there too, and NaN is missing.
 */
final class BooleanReader extends ColumnReader {
    private final boolean isDouble;
    private double[] doubles = {};
    private boolean[] booleans = {};

    BooleanReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
        this.isDouble = column.tensor() == ElementType.DOUBLE;
    }

    @Override
    void readJson(JsonParser json, int row) throws IOException {
        if (json.currentToken().isBoolean()) {
            acceptBoolean(json.getBooleanValue(), row);
        } else if (json.currentToken().isNumeric() && isBoolean(json.getDoubleValue())) {
            acceptBoolean(json.getDoubleValue() == 1, row);
        } else {
            throw IntegerReader.wrongType(json, column, row);
        }
    }

    // As pandas and Spark write booleans.
    @Override
    void readCsv(String field, int row) {
        String value = field.strip();
        if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
            acceptBoolean(value.equalsIgnoreCase("true"), row);
        } else {
            super.readCsv(field, row);
        }
    }

    @Override
    void acceptBoolean(boolean value, int row) {
        if (isDouble) {
            doubles[row] = value ? 1 : 0;
        } else {
            booleans[row] = value;
        }
    }

    @Override
    void acceptNumber(double value, int row) {
        if (Double.isNaN(value) && isDouble) {
            absent(row, "NaN");
        } else if (isBoolean(value)) {
            acceptBoolean(value == 1, row);
        } else {
            throw wrongNumber(Double.toString(value), row);
        }
    }

    @Override
    void acceptInteger(long value, int row) {
        if (!isBoolean(value)) {
            throw wrongNumber(Long.toString(value), row);
        }
        acceptBoolean(value == 1, row);
    }

    @Override
    void acceptDecimal(BigDecimal value, int row) {
        if (!isBoolean(value.doubleValue())) {
            throw wrongNumber(ValueExcerpt.cut(value.toString()), row);
        }
        acceptBoolean(value.signum() == 1, row);
    }

    @Override
    boolean acceptMissing(int row) {
        if (isDouble) {
            doubles[row] = Double.NaN;
        }
        return isDouble;
    }

    @Override
    void grow(int newCapacity) {
        if (isDouble) {
            doubles = Arrays.copyOf(doubles, newCapacity);
        } else {
            booleans = Arrays.copyOf(booleans, newCapacity);
        }
    }

    @Override
    Column values(int rows) {
        return isDouble
                ? new Column.Doubles(doubles.length == rows ? doubles : Arrays.copyOf(doubles, rows))
                : new Column.Booleans(booleans.length == rows ? booleans : Arrays.copyOf(booleans, rows));
    }

    @Override
    int rowSize() {
        return isDouble ? Double.BYTES : 1;
    }

    private boolean isBoolean(double value) {
        return isDouble && (value == 0 || value == 1);
    }

    private InvalidRequestException wrongNumber(String shown, int row) {
        return CellError.wrongType(column, row, shown, "a number");
    }
}
