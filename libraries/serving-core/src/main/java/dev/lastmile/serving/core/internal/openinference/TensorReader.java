package dev.lastmile.serving.core.internal.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.chain.InputColumn;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import dev.lastmile.serving.core.internal.request.RequestJson;
import dev.lastmile.serving.core.internal.request.RowsReader;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Reads the values of tensors into the columns of a model: in JSON, flat or a list per row, or as binary data. */
final class TensorReader {
    private final byte[] body;
    private final InferenceRequest request;

    TensorReader(byte[] body, InferenceRequest request) {
        this.body = body;
        this.request = request;
    }

    /**
     * Reads the tensors that are inputs of the model; others are ignored.
     *
     * @return the number of rows
     * @throws InvalidRequestException naming the input whose shape, datatype or data do not fit
     */
    int read(RowsReader rows, List<InputColumn> columns) {
        int count = -1;
        String first = "";
        for (InputColumn column : columns) {
            InputTensor tensor = request.tensors().get(column.name());
            if (tensor == null) {
                continue;
            }
            ColumnReader reader = rows.column(column.name());
            reader.see();
            int values = read(tensor, reader);
            if (count >= 0 && values != count) {
                throw InvalidRequestException.unfit("Input " + column.name() + " has " + values + " rows, and " + first
                        + " has " + count + ". Send as many for each.");
            }
            first = count < 0 ? column.name() : first;
            count = values;
        }
        return Math.max(count, 0);
    }

    private int read(InputTensor tensor, ColumnReader reader) {
        int width = Math.max(reader.column().width(), 1);
        long rows = tensor.requireFit(reader.column());
        if (tensor.binarySize() >= 0) {
            return new BinaryTensor(body, tensor).read(reader, rows, width);
        }
        if (tensor.jsonOffset() < 0) {
            throw InvalidRequestException.unreadable("Input " + tensor.name()
                    + " has no list of data. Send data as a list, or binary data with their binary_data_size.");
        }
        try (JsonParser json = RequestJson.at(body, tensor.jsonOffset())) {
            int values = values(json, tensor, reader, width);
            if (values != rows * width || rows < 0) {
                throw InvalidRequestException.unfit("Input " + tensor.name() + " has " + values
                        + " values, and its shape is " + tensor.shape() + ".");
            }
            return values / width;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static int values(JsonParser json, InputTensor tensor, ColumnReader reader, int width) throws IOException {
        int index = 0;
        boolean nested = json.nextToken() == JsonToken.START_ARRAY && tensor.isTwoDimensional();
        for (; json.currentToken() != JsonToken.END_ARRAY; json.nextToken()) {
            if (!nested) {
                value(json, tensor, reader, index, width);
                index++;
                continue;
            }
            int begin = index;
            if (json.currentToken() == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    if (index < begin + width) {
                        value(json, tensor, reader, index, width);
                    } else {
                        json.skipChildren();
                    }
                    index++;
                }
            } else {
                json.skipChildren();
            }
            if (index != begin + width) {
                throw InvalidRequestException.unfit("Input " + tensor.name() + " has a row of other than "
                        + (width == 1 ? "one value" : width + " values") + ", and its shape is [N," + width + "].");
            }
        }
        return index;
    }

    private static void value(JsonParser json, InputTensor tensor, ColumnReader reader, int index, int width)
            throws IOException {
        if (reader.column().isVector()) {
            reader.element(json, index / width, index % width);
        } else if (tensor.base64() && json.currentToken() == JsonToken.VALUE_STRING) {
            reader.text(decoded(json.getText(), tensor, index), index);
        } else if (Datatype.isInteger(tensor.datatype()) && isLong(json)) {
            reader.integer(json.getLongValue(), index);
        } else {
            reader.json(json, index);
        }
    }

    private static boolean isLong(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
    }

    private static String decoded(String text, InputTensor tensor, int row) {
        try {
            return utf8(ByteBuffer.wrap(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw InvalidRequestException.unreadable("Input " + tensor.name() + ", row " + row
                    + " (counted from 0), is " + ValueExcerpt.cut(text)
                    + ", and its content_type is base64. Send UTF-8 text in base64, or leave content_type out.");
        }
    }

    /**
     * @throws CharacterCodingException if the bytes are not UTF-8
     */
    static String utf8(ByteBuffer bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
