package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.LogicalType;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.chain.InputColumn.Type;
import java.io.IOException;
import java.util.Arrays;

/**
 * A column of dates or timestamps, as text in ISO 8601; numbers are rejected, as their unit is not known. They are INT64 in
 * the graph, or DOUBLE with NaN for missing.
 */
final class TemporalReader extends ColumnReader {
    private final boolean isDate;
    private final boolean isDouble;
    private long[] longs = {};
    private double[] doubles = {};

    TemporalReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
        this.isDate = column.type() == Type.DATE;
        this.isDouble = column.tensor() == ElementType.DOUBLE;
    }

    @Override
    void readJson(JsonParser json, int row) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw IntegerReader.wrongType(json, column, row);
        }
        acceptText(json.getText(), row);
    }

    @Override
    void readCsv(String field, int row) {
        String value = field.strip();
        if (MissingText.isMissing(value)) {
            absent(row, "null");
        } else {
            acceptText(value, row);
        }
    }

    @Override
    void acceptText(String value, int row) {
        long number;
        try {
            number = isDate ? Iso8601.days(value) : Iso8601.micros(value);
        } catch (IllegalArgumentException e) {
            throw CellError.wrongType(column, row, ValueExcerpt.quoted(value), e.getMessage());
        }
        if (!isDouble) {
            longs[row] = number;
        } else if (LogicalType.isExact(number)) {
            doubles[row] = number;
        } else {
            throw CellError.inexactTimestamp(column, row, ValueExcerpt.quoted(value));
        }
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
            longs = Arrays.copyOf(longs, newCapacity);
        }
    }

    @Override
    Column values(int rows) {
        return isDouble
                ? new Column.Doubles(doubles.length == rows ? doubles : Arrays.copyOf(doubles, rows))
                : new Column.Longs(longs.length == rows ? longs : Arrays.copyOf(longs, rows));
    }

    @Override
    int rowSize() {
        return Long.BYTES;
    }
}
