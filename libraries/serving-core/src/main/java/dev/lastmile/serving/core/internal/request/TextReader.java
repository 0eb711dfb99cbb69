package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import java.io.IOException;
import java.util.Arrays;

/** A column of strings, null if missing. */
final class TextReader extends ColumnReader {
    /** Size of a string and its array, in bytes. */
    private static final int OBJECTS = 56;

    private String[] values = {};

    TextReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
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
        if (field.isEmpty()) {
            absent(row, "null");
        } else {
            acceptText(field, row);
        }
    }

    @Override
    void acceptText(String value, int row) {
        if (Unicode.hasLoneSurrogate(value)) {
            throw CellError.surrogate(column, row);
        }
        reserve(OBJECTS + value.length());
        values[row] = value;
    }

    @Override
    boolean acceptMissing(int row) {
        values[row] = null;
        return true;
    }

    @Override
    void grow(int newCapacity) {
        values = Arrays.copyOf(values, newCapacity);
    }

    @Override
    Column values(int rows) {
        return new Column.Strings(values.length == rows ? values : Arrays.copyOf(values, rows));
    }

    @Override
    int rowSize() {
        return Long.BYTES;
    }
}
