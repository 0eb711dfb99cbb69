package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;

/** A column of integers, which cannot be missing; 5.0 is an integer, 5.5 is not. */
final class IntegerReader extends ColumnReader {
    /** Decimals of so many digits that are equal as doubles are equal (IEEE 754). */
    private static final int EXACT_DIGITS = 15;
    /** Longer fractions, such as 400 zeros, are rejected before they are computed with. */
    private static final int LONGEST = 400;

    private long[] values = {};

    IntegerReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
    }

    @Override
    void readJson(JsonParser json, int row) throws IOException {
        values[row] = integer(json, column, row);
    }

    @Override
    void acceptNumber(double value, int row) {
        values[row] = integer(value, column, row);
    }

    @Override
    void acceptInteger(long value, int row) {
        requireRange(value, column, row);
        values[row] = value;
    }

    @Override
    void acceptDecimal(BigDecimal value, int row) {
        values[row] = integer(value, column, row);
    }

    @Override
    boolean acceptMissing(int row) {
        return false;
    }

    @Override
    void grow(int newCapacity) {
        values = Arrays.copyOf(values, newCapacity);
    }

    @Override
    Column values(int rows) {
        return new Column.Longs(values.length == rows ? values : Arrays.copyOf(values, rows));
    }

    @Override
    int rowSize() {
        return Long.BYTES;
    }

    /** The integer at the parser's current token, in the range of the column's type. */
    static long integer(JsonParser json, InputColumn column, int row) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            if (json.getNumberType() == NumberType.BIG_INTEGER || !inRange(json.getLongValue(), column)) {
                throw wrongType(json, column, row);
            }
            return json.getLongValue();
        }
        if (json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = json.getDoubleValue();
            if (!isInteger(value) || !inRange((long) value, column)) {
                throw wrongType(json, column, row);
            }
            // Of more digits, or near zero, a double is the nearest number, and an integer where this may be none.
            boolean isExact = json.getTextLength() <= EXACT_DIGITS && value != 0;
            return isExact ? (long) value : exact(json, column, row);
        }
        throw wrongType(json, column, row);
    }

    private static long exact(JsonParser json, InputColumn column, int row) throws IOException {
        try {
            if (json.getTextLength() <= LONGEST) {
                long value = new BigDecimal(json.getTextCharacters(), json.getTextOffset(), json.getTextLength())
                        .longValueExact();
                if (inRange(value, column)) {
                    return value;
                }
            }
        } catch (ArithmeticException e) {
            // It has a fraction.
        }
        throw CellError.wrongType(column, row, ValueExcerpt.cut(json.getText()), "a number");
    }

    static long integer(double value, InputColumn column, int row) {
        if (!isInteger(value) || !inRange((long) value, column)) {
            throw CellError.wrongType(column, row, Double.toString(value), "a number");
        }
        return (long) value;
    }

    // A number such as 1e999999999 is never expanded.
    static long integer(BigDecimal value, InputColumn column, int row) {
        try {
            if (value.signum() == 0 || value.precision() - (long) value.scale() <= 20) {
                long exact = value.signum() == 0 ? 0 : value.longValueExact();
                requireRange(exact, column, row);
                return exact;
            }
        } catch (ArithmeticException e) {
            // It has a fraction or more than 64 bits.
        }
        throw CellError.wrongType(column, row, ValueExcerpt.cut(value.toString()), "a number");
    }

    static void requireRange(long value, InputColumn column, int row) {
        if (!inRange(value, column)) {
            throw CellError.wrongType(column, row, Long.toString(value), "a number");
        }
    }

    static InvalidRequestException wrongType(JsonParser json, InputColumn column, int row) throws IOException {
        String kind = ValueExcerpt.kind(json.currentToken());
        return CellError.wrongType(column, row, ValueExcerpt.of(json), kind);
    }

    private static boolean inRange(long value, InputColumn column) {
        return column.type() != Type.INTEGER || (int) value == value;
    }

    private static boolean isInteger(double value) {
        return value == Math.rint(value) && value >= Long.MIN_VALUE && value < 0x1p63;
    }
}
