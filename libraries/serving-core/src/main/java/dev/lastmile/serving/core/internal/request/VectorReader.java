package dev.lastmile.serving.core.internal.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import java.io.IOException;
import java.util.Arrays;

/** A column of floating point vectors, one list per row, none missing. */
final class VectorReader extends ColumnReader {
    private final int width;
    private final boolean isFloat;
    private double[] doubles = {};
    private float[] floats = {};

    VectorReader(InputColumn column, ReadLimits limits, int firstCapacity) {
        super(column, limits, firstCapacity);
        this.width = column.width();
        this.isFloat = column.tensor() == ElementType.FLOAT;
    }

    @Override
    void readJson(JsonParser json, int row) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw IntegerReader.wrongType(json, column, row);
        }
        int index = 0;
        String wrong = null;
        int wrongIndex = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (index < width && wrong == null) {
                if (!json.currentToken().isNumeric() || !isFinite(json.getDoubleValue())) {
                    wrongIndex = index;
                    wrong = ValueExcerpt.of(json);
                } else {
                    store(json.getDoubleValue(), row, index);
                }
            } else {
                json.skipChildren();
            }
            index++;
        }
        if (index != width) {
            throw CellError.width(column, row, index);
        }
        if (wrong != null) {
            throw CellError.element(column, row, wrongIndex, wrong);
        }
    }

    @Override
    void acceptElement(double value, int row, int index) {
        if (!isFinite(value)) {
            throw CellError.element(column, row, index, Double.toString(value));
        }
        store(value, row, index);
    }

    @Override
    boolean acceptMissing(int row) {
        return false;
    }

    @Override
    void grow(int newCapacity) {
        if (isFloat) {
            floats = Arrays.copyOf(floats, Math.multiplyExact(newCapacity, width));
        } else {
            doubles = Arrays.copyOf(doubles, Math.multiplyExact(newCapacity, width));
        }
    }

    @Override
    Column values(int rows) {
        return isFloat
                ? new Column.FloatVectors(Arrays.copyOf(floats, rows * width), width)
                : new Column.DoubleVectors(Arrays.copyOf(doubles, rows * width), width);
    }

    @Override
    int rowSize() {
        return width * (isFloat ? Float.BYTES : Double.BYTES);
    }

    private boolean isFinite(double value) {
        return isFloat ? Float.isFinite((float) value) : Double.isFinite(value);
    }

    private void store(double value, int row, int index) {
        if (isFloat) {
            floats[row * width + index] = (float) value;
        } else {
            doubles[row * width + index] = value;
        }
    }
}
