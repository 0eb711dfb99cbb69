package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.spark.storage.StorageUtils;

/**
 * Off-heap memory of one input or output, used for batch after batch. ONNX Runtime reads or writes it in place. It is
 * freed by {@link #close}, and not by the garbage collector, which does not see how much it is.
 */
final class TensorMemory implements AutoCloseable {
    private final OnnxJavaType type;
    private final boolean vectors;
    private final int width;
    private final int rows;
    private ByteBuffer bytes;
    private OnnxTensor tensor;
    private int tensorRows = -1;

    /**
     * @param type of numbers or booleans
     * @param vectors whether a tensor is of shape [N,width], and not [N]
     * @param width numbers a row
     * @param rows room for so many
     */
    TensorMemory(ElementType type, boolean vectors, int width, int rows) {
        this.type = OnnxJavaType.valueOf(type.name());
        this.vectors = vectors;
        this.width = width;
        this.rows = rows;
        this.bytes = ByteBuffer.allocateDirect(Math.multiplyExact(Math.multiplyExact(rows, width), this.type.size))
                .order(ByteOrder.nativeOrder());
    }

    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** The first rows as a tensor, which is valid until this is called for another number of rows. */
    OnnxTensor tensor(int count) throws OrtException {
        if (tensorRows != count) {
            closeTensor();
            long[] shape = vectors ? new long[] {count, width} : new long[] {count};
            int numbers = count * width;
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            tensor = switch (type) {
                case DOUBLE ->
                    OnnxTensor.createTensor(environment, bytes.asDoubleBuffer().limit(numbers), shape);
                case FLOAT ->
                    OnnxTensor.createTensor(environment, bytes.asFloatBuffer().limit(numbers), shape);
                case INT64 ->
                    OnnxTensor.createTensor(environment, bytes.asLongBuffer().limit(numbers), shape);
                case INT32 ->
                    OnnxTensor.createTensor(environment, bytes.asIntBuffer().limit(numbers), shape);
                default -> OnnxTensor.createTensor(environment, bytes.slice(0, numbers), shape, type);
            };
            tensorRows = count;
        }
        return tensor;
    }

    @Override
    public void close() {
        closeTensor();
        if (bytes != null) {
            StorageUtils.dispose(bytes);
            bytes = null;
        }
    }

    /** Frees the tensor, and not the memory. */
    void closeTensor() {
        if (tensor != null) {
            tensor.close();
            tensor = null;
            tensorRows = -1;
        }
    }
}
