package dev.lastmile.onnx.internal;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An input or output of a fixed number of rows in off-heap memory, which ONNX Runtime reads or writes in place. Not for
 * strings, which have no such representation.
 */
final class TensorPlace implements AutoCloseable {
    private static final int ALIGNMENT = 64;

    private final TensorSpec spec;
    private final int rows;
    private final int width;
    private final ByteBuffer bytes;
    private final OnnxTensor tensor;

    /**
     * @param memory from its position on; moved behind the place
     * @param width values per row
     */
    TensorPlace(TensorSpec spec, int rows, int width, ByteBuffer memory) throws OrtException {
        this.spec = spec;
        this.rows = rows;
        this.width = width;
        int size = rows * width * elementSize(spec);
        this.bytes = memory.slice(memory.position(), size).order(ByteOrder.nativeOrder());
        memory.position(memory.position() + aligned(size));
        long[] shape = spec.shape().length == 1 ? new long[] {rows} : new long[] {rows, width};
        this.tensor = OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                bytes,
                shape,
                OnnxJavaType.valueOf(spec.type().name()));
    }

    /** Bytes of memory that a place takes; more than an int holds is possible. */
    static long size(TensorSpec spec, int rows, int width) {
        return aligned((long) rows * width * elementSize(spec));
    }

    OnnxTensor tensor() {
        return tensor;
    }

    /** Writes the values of an input; a column that fits the input, of that number of rows. */
    void write(Column column, int firstRow) {
        if (column instanceof Column.Doubles doubles) {
            bytes.asDoubleBuffer().put(0, doubles.values());
        } else if (column instanceof Column.DoubleVectors vectors) {
            bytes.asDoubleBuffer().put(0, vectors.flat());
        } else if (column instanceof Column.Floats floats) {
            bytes.asFloatBuffer().put(0, floats.values());
        } else if (column instanceof Column.FloatVectors vectors) {
            bytes.asFloatBuffer().put(0, vectors.flat());
        } else if (column instanceof Column.Longs longs) {
            if (spec.type() == ElementType.INT32) {
                bytes.asIntBuffer().put(0, Tensors.ints(spec, longs.values(), firstRow));
            } else {
                bytes.asLongBuffer().put(0, longs.values());
            }
        } else {
            boolean[] values = ((Column.Booleans) column).values();
            for (int row = 0; row < values.length; row++) {
                bytes.put(row, (byte) (values[row] ? 1 : 0));
            }
        }
    }

    /** Reads the values of an output. */
    Column read() {
        int count = rows * width;
        switch (spec.type()) {
            case DOUBLE -> {
                double[] values = new double[count];
                bytes.asDoubleBuffer().get(0, values);
                return spec.isVector() ? new Column.DoubleVectors(values, width) : new Column.Doubles(values);
            }
            case FLOAT -> {
                float[] values = new float[count];
                bytes.asFloatBuffer().get(0, values);
                return spec.isVector() ? new Column.FloatVectors(values, width) : new Column.Floats(values);
            }
            case INT64 -> {
                long[] values = new long[count];
                bytes.asLongBuffer().get(0, values);
                return new Column.Longs(values);
            }
            case INT32 -> {
                long[] values = new long[count];
                for (int i = 0; i < count; i++) {
                    values[i] = bytes.getInt(i * Integer.BYTES);
                }
                return new Column.Longs(values);
            }
            default -> {
                boolean[] values = new boolean[count];
                for (int i = 0; i < count; i++) {
                    values[i] = bytes.get(i) != 0;
                }
                return new Column.Booleans(values);
            }
        }
    }

    @Override
    public void close() {
        tensor.close();
    }

    private static int elementSize(TensorSpec spec) {
        return switch (spec.type()) {
            case DOUBLE, INT64 -> Long.BYTES;
            case FLOAT, INT32 -> Integer.BYTES;
            default -> 1;
        };
    }

    private static int aligned(int size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
