package dev.lastmile.serving.internal.log.block;

import dev.lastmile.onnx.Column;
import java.util.Arrays;

/**
 * Encodes columns in the smallest of a few encodings: most measured numbers have few decimals, and most strings of a
 * request are categories. Not thread-safe.
 */
final class ColumnEncoder {
    /** Maximum distinct strings of {@link ColumnKind#DICTIONARY}, which are searched linearly. */
    private static final int DICTIONARY = 16;

    private static final double[] POWERS = {1, 10, 100, 1000};

    private final ByteSink sink;
    private final String[] dictionary = new String[DICTIONARY];

    ColumnEncoder(ByteSink sink) {
        this.sink = sink;
    }

    /** Appends a column to the sink. */
    void write(Column column) {
        if (column instanceof Column.Doubles doubles) {
            writeDoubles(doubles.values());
        } else if (column instanceof Column.Floats floats) {
            sink.ensure(1);
            sink.writeByte(ColumnKind.FLOAT);
            writeFloats(floats.values());
        } else if (column instanceof Column.Longs longs) {
            writeLongs(longs.values());
        } else if (column instanceof Column.Booleans booleans) {
            writeBooleans(booleans.values());
        } else if (column instanceof Column.Strings strings) {
            writeStrings(strings.values());
        } else if (column instanceof Column.DoubleVectors vectors) {
            sink.ensure(1);
            sink.writeByte(ColumnKind.DOUBLE_VECTOR);
            sink.writeVarint(vectors.width());
            writeDoubles(vectors.flat());
        } else if (column instanceof Column.FloatVectors vectors) {
            sink.ensure(1);
            sink.writeByte(ColumnKind.FLOAT_VECTOR);
            sink.writeVarint(vectors.width());
            writeFloats(vectors.flat());
        } else {
            throw new IllegalStateException(
                    "A column of " + column.getClass().getSimpleName() + " has no encoding. Add one to ColumnKind.");
        }
    }

    private void writeDoubles(double[] values) {
        int power = 0;
        double largest = 0;
        for (double value : values) {
            if (value != value) {
                continue;
            }
            power = power(value, power);
            if (power < 0) {
                writeRaw(values);
                return;
            }
            largest = Math.max(largest, Math.abs(value));
        }
        writeDecimals(values, power, largest * POWERS[power]);
    }

    /**
     * The least power of ten, from a given one, of which a number is an integer fraction; -1 if there is none.
     *
     * <p>The division is rounded once, so {@code k / 10.0 == 10 * k / 100.0}: numbers that are exact with a smaller power
     * are exact with a larger one, too.
     */
    private static int power(double value, int from) {
        double size = Math.abs(value);
        if (size == 0 && 1 / value < 0) {
            return -1; // Negative zero is not an integer.
        }
        for (int power = from; power < POWERS.length; power++) {
            double scaled = size * POWERS[power];
            if (scaled >= Integer.MAX_VALUE) {
                return -1;
            }
            if (Math.rint(scaled) / POWERS[power] == size) {
                return power;
            }
        }
        return -1;
    }

    private void writeDecimals(double[] values, int power, double largest) {
        if (largest >= Integer.MAX_VALUE) {
            writeRaw(values);
            return;
        }
        int width = largest <= Byte.MAX_VALUE ? 1 : largest <= Short.MAX_VALUE ? 2 : 4;
        double factor = POWERS[power];
        sink.ensure(3 + width * values.length);
        sink.writeByte(ColumnKind.DECIMAL);
        sink.writeByte(power);
        sink.writeByte(width);
        for (double value : values) {
            // NaN is encoded as the least integer, which is not used for numbers.
            int integer = value != value ? Integer.MIN_VALUE >> 8 * (4 - width) : (int) Math.rint(value * factor);
            switch (width) {
                case 1 -> sink.writeByte(integer);
                case 2 -> sink.writeShort(integer);
                default -> sink.writeInt(integer);
            }
        }
    }

    private void writeRaw(double[] values) {
        sink.ensure(1 + Math.multiplyExact(Double.BYTES, values.length));
        sink.writeByte(ColumnKind.DOUBLE);
        for (double value : values) {
            sink.writeLong(Double.doubleToRawLongBits(value));
        }
    }

    private void writeFloats(float[] values) {
        sink.ensure(Float.BYTES * values.length);
        for (float value : values) {
            sink.writeInt(Float.floatToRawIntBits(value));
        }
    }

    private void writeLongs(long[] values) {
        int bits = 0;
        for (long value : values) {
            bits = Math.max(bits, 65 - Long.numberOfLeadingZeros(value < 0 ? ~value : value));
        }
        int width = bits <= 8 ? 1 : bits <= 16 ? 2 : bits <= 32 ? 4 : 8;
        sink.ensure(2 + width * values.length);
        sink.writeByte(ColumnKind.LONG);
        sink.writeByte(width);
        for (long value : values) {
            switch (width) {
                case 1 -> sink.writeByte((int) value);
                case 2 -> sink.writeShort((int) value);
                case 4 -> sink.writeInt((int) value);
                default -> sink.writeLong(value);
            }
        }
    }

    private void writeBooleans(boolean[] values) {
        sink.ensure(1 + values.length);
        sink.writeByte(ColumnKind.BOOLEAN);
        for (boolean value : values) {
            sink.writeByte(value ? 1 : 0);
        }
    }

    private void writeStrings(String[] values) {
        int distinct = values.length > 2 ? distinct(values) : -1;
        if (distinct < 0) {
            Arrays.fill(dictionary, null);
            sink.ensure(1);
            sink.writeByte(ColumnKind.STRING);
            for (String value : values) {
                sink.writeString(value);
            }
            return;
        }
        sink.ensure(2);
        sink.writeByte(ColumnKind.DICTIONARY);
        sink.writeByte(distinct);
        for (int i = 0; i < distinct; i++) {
            sink.writeString(dictionary[i]);
        }
        sink.ensure(values.length);
        for (String value : values) {
            sink.writeByte(index(value, distinct));
        }
        Arrays.fill(dictionary, null);
    }

    /** Collects the distinct strings and returns their number; -1 if there are too many. */
    private int distinct(String[] values) {
        int distinct = 0;
        for (String value : values) {
            if (index(value, distinct) < 0) {
                if (distinct == DICTIONARY) {
                    return -1;
                }
                dictionary[distinct++] = value;
            }
        }
        return distinct;
    }

    private int index(String value, int distinct) {
        for (int i = 0; i < distinct; i++) {
            String known = dictionary[i];
            if (known == value || known != null && known.equals(value)) {
                return i;
            }
        }
        return -1;
    }
}
