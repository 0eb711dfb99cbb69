package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes what {@link ColumnEncoder} and {@link ByteSink} wrote; throws {@link BlockException} for anything else. */
final class ColumnDecoder {
    private static final double[] POWERS = {1, 10, 100, 1000};

    private final ByteBuffer bytes;

    /** Reads from the position of a buffer, and advances it. */
    ColumnDecoder(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    Column read(int rows) {
        byte kind = bytes.get();
        return switch (kind) {
            case ColumnKind.DOUBLE, ColumnKind.DECIMAL -> new Column.Doubles(doubles(kind, rows));
            case ColumnKind.FLOAT -> new Column.Floats(floats(rows));
            case ColumnKind.LONG -> new Column.Longs(longs(rows));
            case ColumnKind.BOOLEAN -> new Column.Booleans(booleans(rows));
            case ColumnKind.STRING -> new Column.Strings(strings(rows));
            case ColumnKind.DICTIONARY -> new Column.Strings(dictionary(rows));
            case ColumnKind.DOUBLE_VECTOR -> {
                int width = count(0);
                yield new Column.DoubleVectors(doubles(bytes.get(), Math.multiplyExact(rows, width)), width);
            }
            case ColumnKind.FLOAT_VECTOR -> {
                int width = count(0);
                yield new Column.FloatVectors(floats(Math.multiplyExact(rows, width)), width);
            }
            default -> throw new BlockException("A column has the unknown kind " + kind);
        };
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new BlockException("A number has more than 64 bits");
    }

    /** Reads a count of elements that take at least a number of the remaining bytes each. */
    int count(int bytesEach) {
        long count = varint();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new BlockException(count + " is not a number of values");
        }
        require((int) count, bytesEach);
        return (int) count;
    }

    String string() {
        long length = varint() - 1;
        if (length < 0) {
            return null;
        }
        if (length > bytes.remaining()) {
            throw new BlockException("A string of " + length + " bytes is longer than its record");
        }
        ByteBuffer text = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new BlockException("A string is not UTF-8", e);
        }
    }

    private double[] doubles(byte kind, int count) {
        if (kind == ColumnKind.DECIMAL) {
            return decimals(count);
        } else if (kind != ColumnKind.DOUBLE) {
            throw new BlockException("Numbers have the unknown kind " + kind);
        }
        require(count, Double.BYTES);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getDouble();
        }
        return values;
    }

    private double[] decimals(int count) {
        int power = bytes.get();
        int width = width(4);
        if (power < 0 || power >= POWERS.length) {
            throw new BlockException("Numbers have the unknown power " + power);
        }
        require(count, width);
        double[] values = new double[count];
        int missing = Integer.MIN_VALUE >> 8 * (4 - width);
        for (int i = 0; i < count; i++) {
            int integer = (int) integer(width);
            values[i] = integer == missing ? Double.NaN : integer / POWERS[power];
        }
        return values;
    }

    private float[] floats(int count) {
        require(count, Float.BYTES);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getFloat();
        }
        return values;
    }

    private long[] longs(int count) {
        int width = width(8);
        require(count, width);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = integer(width);
        }
        return values;
    }

    private boolean[] booleans(int count) {
        require(count, 1);
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            values[i] = bytes.get() != 0;
        }
        return values;
    }

    private String[] strings(int count) {
        require(count, 1);
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = string();
        }
        return values;
    }

    private String[] dictionary(int count) {
        String[] dictionary = strings(bytes.get());
        require(count, 1);
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = dictionary[bytes.get()];
        }
        return values;
    }

    private int width(int largest) {
        int width = bytes.get();
        if (width > largest || Integer.bitCount(width) != 1) {
            throw new BlockException("Integers have the unknown width " + width);
        }
        return width;
    }

    private long integer(int width) {
        return switch (width) {
            case 1 -> bytes.get();
            case 2 -> bytes.getShort();
            case 4 -> bytes.getInt();
            default -> bytes.getLong();
        };
    }

    // Before an array is allocated: the size in a damaged block can be anything.
    private void require(int count, int bytesEach) {
        if (count < 0 || (long) count * bytesEach > bytes.remaining()) {
            throw new BlockException(count + " values are more than their record has bytes for");
        }
    }
}
