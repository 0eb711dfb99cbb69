package dev.lastmile.serving.core.internal.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * An input of a request: its description, and the position of its values in the body.
 *
 * @param shape as it was sent; null if it has none
 * @param dimensions the shape's dimensions; null if it is not a list of integers
 * @param jsonOffset of its data in the body; -1 without data in JSON
 * @param binarySize length of its data behind the JSON, in bytes; -1 without binary data
 * @param binaryOffset of that data in the body
 * @param base64 whether its texts are encoded in base64
 */
record InputTensor(
        String name,
        String datatype,
        String shape,
        long[] dimensions,
        long jsonOffset,
        long binarySize,
        long binaryOffset,
        boolean base64) {
    private static final int MAX_DIMENSIONS = 8;
    private static final String BINARY_SIZE = "binary_data_size";

    /**
     * Reads the object at the parser's current token.
     *
     * @param index among the inputs, for messages
     * @param nextBinary where its binary data is, if it has some
     */
    static InputTensor parse(JsonParser json, int index, long nextBinary) throws IOException {
        String name = null;
        String datatype = "";
        String shape = null;
        long[] dimensions = null;
        long data = -1;
        Parameters parameters = new Parameters("", Map.of());
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "name" -> {
                        name = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : null;
                        json.skipChildren();
                    }
                    case "datatype" -> {
                        datatype = ValueExcerpt.text(json);
                        json.skipChildren();
                    }
                    case "shape" -> {
                        if (json.currentToken() == JsonToken.START_ARRAY) {
                            Shape read = Shape.read(json);
                            shape = read.text();
                            dimensions = read.dimensions();
                        } else {
                            shape = ValueExcerpt.of(json);
                        }
                    }
                    case "data" -> {
                        data = json.currentToken() == JsonToken.START_ARRAY
                                ? json.currentTokenLocation().getByteOffset()
                                : -1;
                        json.skipChildren();
                    }
                    case "parameters" -> parameters = Parameters.read(json, "inputs[" + index + "]");
                    default -> json.skipChildren();
                }
            }
        } else {
            json.skipChildren();
        }
        if (name == null) {
            throw InvalidRequestException.unreadable(
                    "inputs[" + index + "] has no name. Send every tensor with the name of a column.");
        }
        parameters.requireSupported();
        if (data >= 0 && parameters.has(BINARY_SIZE)) {
            throw InvalidRequestException.unreadable(
                    "Input " + ValueExcerpt.cut(name) + " has both data and binary_data_size. Send its values once.");
        }
        return new InputTensor(
                name,
                datatype,
                shape,
                dimensions,
                data,
                parameters.size(BINARY_SIZE),
                nextBinary,
                parameters.text("content_type").equals("base64"));
    }

    /**
     * The number of rows, once datatype and shape fit the column.
     *
     * @throws InvalidRequestException naming which of them does not
     */
    long requireFit(InputColumn column) {
        if (!Datatype.fits(datatype, column)) {
            throw InvalidRequestException.unfit("Input " + name + " has the datatype '" + ValueExcerpt.cut(datatype)
                    + "', and the model takes " + Datatype.of(column) + ".");
        }
        int width = Math.max(column.width(), 1);
        boolean fits = dimensions != null
                && ((dimensions.length == 2 && dimensions[1] == width)
                        || (dimensions.length == 1 && !column.isVector()));
        if (!fits) {
            throw InvalidRequestException.unfit("Input " + name + " has the shape "
                    + (shape == null ? "missing" : shape) + ", and the model takes "
                    + (column.isVector()
                            ? width + " values per row: [N," + width + "]."
                            : "one value per row: [N] or [N,1]."));
        }
        return dimensions[0];
    }

    /** Whether values may be nested, a list per row. */
    boolean isTwoDimensional() {
        return dimensions.length == 2;
    }

    /** The dimensions of a tensor, and their text for messages. */
    private record Shape(String text, long[] dimensions) {
        static Shape read(JsonParser json) throws IOException {
            StringBuilder text = new StringBuilder("[");
            long[] dimensions = new long[MAX_DIMENSIONS];
            int count = 0;
            boolean integers = true;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                boolean isLong = json.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
                integers &= isLong && count < MAX_DIMENSIONS;
                if (integers) {
                    dimensions[count] = json.getLongValue();
                }
                if (count < MAX_DIMENSIONS) {
                    text.append(count == 0 ? "" : ",").append(ValueExcerpt.of(json));
                }
                json.skipChildren();
                count++;
            }
            text.append(count > MAX_DIMENSIONS ? ",…]" : "]");
            return new Shape(text.toString(), integers ? Arrays.copyOf(dimensions, count) : null);
        }
    }
}
