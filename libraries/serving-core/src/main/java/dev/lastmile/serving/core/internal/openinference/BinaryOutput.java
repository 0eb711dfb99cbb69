package dev.lastmile.serving.core.internal.openinference;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Output values as binary data: little endian, a string as its length in 4 bytes followed by its UTF-8. */
final class BinaryOutput {
    private BinaryOutput() {}

    /**
     * The bytes of an output.
     *
     * @param column null for no rows
     */
    static byte[] of(TensorSpec output, Column column) {
        if (column == null) {
            return new byte[0];
        } else if (column instanceof Column.Strings strings) {
            return texts(strings.values());
        } else if (column instanceof Column.Doubles doubles) {
            return doubles(doubles.values());
        } else if (column instanceof Column.DoubleVectors vectors) {
            return doubles(vectors.flat());
        } else if (column instanceof Column.Floats floats) {
            return floats(floats.values());
        } else if (column instanceof Column.FloatVectors vectors) {
            return floats(vectors.flat());
        } else if (column instanceof Column.Booleans booleans) {
            ByteBuffer bytes = buffer(booleans.values().length);
            for (boolean value : booleans.values()) {
                bytes.put((byte) (value ? 1 : 0));
            }
            return bytes.array();
        }
        return integers(((Column.Longs) column).values(), output.type() == ElementType.INT32);
    }

    private static byte[] integers(long[] values, boolean areInts) {
        ByteBuffer bytes = buffer(values.length * (areInts ? Integer.BYTES : Long.BYTES));
        for (long value : values) {
            if (areInts) {
                bytes.putInt((int) value);
            } else {
                bytes.putLong(value);
            }
        }
        return bytes.array();
    }

    private static byte[] doubles(double[] values) {
        ByteBuffer bytes = buffer(values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return bytes.array();
    }

    private static byte[] floats(float[] values) {
        ByteBuffer bytes = buffer(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] texts(String[] values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * values.length);
        for (String value : values) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(buffer(Integer.BYTES).putInt(text.length).array());
            bytes.writeBytes(text);
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
