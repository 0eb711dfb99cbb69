package dev.lastmile.serving.core.internal.openinference;

import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.request.ColumnReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.Map;

/**
 * The values of a tensor as binary data after the JSON of a request: little endian, in row-major order, a string as its
 * length in 4 bytes followed by its UTF-8.
 *
 * @see <a href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">Binary
 *     Tensor Data Extension</a>
 */
record BinaryTensor(byte[] body, InputTensor tensor) {
    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("INT8", 1),
            Map.entry("UINT8", 1),
            Map.entry("INT16", 2),
            Map.entry("UINT16", 2),
            Map.entry("FP16", 2),
            Map.entry("INT32", 4),
            Map.entry("UINT32", 4),
            Map.entry("FP32", 4),
            Map.entry("INT64", 8),
            Map.entry("UINT64", 8),
            Map.entry("FP64", 8));

    /**
     * Reads the values.
     *
     * @param rows by the tensor's shape
     * @param width values per row
     * @return the number of rows
     * @throws InvalidRequestException if the length of the data does not match shape and datatype
     */
    int read(ColumnReader reader, long rows, int width) {
        ByteBuffer data = ByteBuffer.wrap(body, (int) tensor.binaryOffset(), (int) tensor.binarySize())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        if (tensor.datatype().equals("BYTES")) {
            return texts(reader, data, rows);
        }
        int size = SIZES.get(tensor.datatype());
        // By division: the product of dimensions that a client sends can overflow.
        if (rows < 0 || data.remaining() % (size * width) != 0 || data.remaining() / (size * width) != rows) {
            throw wrongSize();
        }
        for (int index = 0; data.hasRemaining(); index++) {
            value(reader, data, index, width);
        }
        return (int) rows;
    }

    private void value(ColumnReader reader, ByteBuffer data, int index, int width) {
        if (tensor.datatype().equals("BOOL")) {
            reader.bool(bool(data, index), index);
            return;
        }
        boolean isFloat = tensor.datatype().startsWith("FP");
        double number = isFloat ? floating(data) : 0;
        long integer = isFloat ? 0 : integer(data);
        if (integer < 0 && tensor.datatype().equals("UINT64")) {
            throw InvalidRequestException.unfit("Input " + tensor.name() + ", row " + index / width
                    + " (counted from 0), is " + Long.toUnsignedString(integer)
                    + ", which needs more than 63 bits. Correct the value.");
        } else if (reader.column().isVector()) {
            reader.element(isFloat ? number : integer, index / width, index % width);
        } else if (isFloat) {
            reader.number(number, index);
        } else {
            reader.integer(integer, index);
        }
    }

    private boolean bool(ByteBuffer data, int row) {
        byte value = data.get();
        if (value != 0 && value != 1) {
            throw InvalidRequestException.unfit("Input " + tensor.name() + ", row " + row + " (counted from 0), is "
                    + Byte.toUnsignedInt(value) + ", and a BOOL is 0 or 1. Correct the value.");
        }
        return value == 1;
    }

    private double floating(ByteBuffer data) {
        return switch (tensor.datatype()) {
            case "FP64" -> data.getDouble();
            case "FP32" -> data.getFloat();
            default -> half(data.getShort());
        };
    }

    private long integer(ByteBuffer data) {
        return switch (tensor.datatype()) {
            case "INT8" -> data.get();
            case "UINT8" -> Byte.toUnsignedInt(data.get());
            case "INT16" -> data.getShort();
            case "UINT16" -> Short.toUnsignedInt(data.getShort());
            case "INT32" -> data.getInt();
            case "UINT32" -> Integer.toUnsignedLong(data.getInt());
            default -> data.getLong();
        };
    }

    private int texts(ColumnReader reader, ByteBuffer data, long rows) {
        int row = 0;
        while (data.hasRemaining()) {
            int length = data.remaining() < Integer.BYTES ? -1 : data.getInt();
            if (length < 0 || length > data.remaining() || row >= rows) {
                throw wrongSize();
            }
            ByteBuffer text = data.slice(data.position(), length);
            data.position(data.position() + length);
            try {
                reader.text(TensorReader.utf8(text), row);
            } catch (CharacterCodingException e) {
                throw InvalidRequestException.unreadable("Input " + tensor.name() + ", row " + row
                        + " (counted from 0), is not UTF-8. Send texts in that encoding.");
            }
            row++;
        }
        if (row != rows) {
            throw wrongSize();
        }
        return row;
    }

    private InvalidRequestException wrongSize() {
        return InvalidRequestException.unfit("Input " + tensor.name() + " has " + tensor.binarySize()
                + " bytes of binary data, which are not " + tensor.datatype() + " values of the shape "
                + tensor.shape() + ".");
    }

    /** A 16-bit floating point number of IEEE 754-2019, 3.6. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
        }
        int wide = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
