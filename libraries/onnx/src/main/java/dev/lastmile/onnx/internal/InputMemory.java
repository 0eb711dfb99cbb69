package dev.lastmile.onnx.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Off-heap memory for the inputs of one call, as far as it is large enough; the next call uses it again.
 *
 * <p>ONNX Runtime takes a direct buffer as it is. An array it copies into a new one, which the garbage collector has to
 * free: thousands of them a second are most of what it does in a young collection.
 */
public final class InputMemory implements AutoCloseable {
    private static final int SIZE = 64 * 1024;
    private static final int ALIGNMENT = 64;
    private static final int KEPT = 16;
    private static final BlockingQueue<ByteBuffer> FREE = new ArrayBlockingQueue<>(KEPT);
    private static final InputMemory NONE = new InputMemory(ByteBuffer.allocate(0));

    private final ByteBuffer bytes;
    private int used;

    private InputMemory(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Memory that is this call's until it is closed, after the tensors that are in it. */
    public static InputMemory take() {
        ByteBuffer free = FREE.poll();
        return new InputMemory(free == null ? ByteBuffer.allocateDirect(SIZE) : free);
    }

    /** No memory: every array is given as it is. */
    public static InputMemory none() {
        return NONE;
    }

    DoubleBuffer doubles(double[] values) {
        ByteBuffer place = place(values.length, Double.BYTES);
        return place == null
                ? DoubleBuffer.wrap(values)
                : place.asDoubleBuffer().put(values).flip();
    }

    FloatBuffer floats(float[] values) {
        ByteBuffer place = place(values.length, Float.BYTES);
        return place == null
                ? FloatBuffer.wrap(values)
                : place.asFloatBuffer().put(values).flip();
    }

    LongBuffer longs(long[] values) {
        ByteBuffer place = place(values.length, Long.BYTES);
        return place == null
                ? LongBuffer.wrap(values)
                : place.asLongBuffer().put(values).flip();
    }

    IntBuffer ints(int[] values) {
        ByteBuffer place = place(values.length, Integer.BYTES);
        return place == null
                ? IntBuffer.wrap(values)
                : place.asIntBuffer().put(values).flip();
    }

    ByteBuffer bytes(byte[] values) {
        ByteBuffer place = place(values.length, 1);
        return place == null ? ByteBuffer.wrap(values) : place.put(values).flip();
    }

    @Override
    public void close() {
        if (bytes.isDirect()) {
            FREE.offer(bytes);
        }
    }

    // Null where too little is left.
    private ByteBuffer place(int values, int size) {
        long length = (long) values * size;
        if (length > bytes.capacity() - used) {
            return null;
        }
        ByteBuffer place = bytes.slice(used, (int) length).order(ByteOrder.nativeOrder());
        used = Math.min(bytes.capacity(), (used + (int) length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return place;
    }
}
