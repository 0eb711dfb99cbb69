package dev.lastmile.onnx.spark.internal.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.InvalidRowException;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** One input's values of a batch, which rows are written into in their order. */
interface InputColumn extends AutoCloseable {
    /**
     * A column for batches of at most so many rows.
     *
     * @param column its place in the rows
     */
    static InputColumn of(InputSource input, int column, int rows) {
        return switch (input.type()) {
            case DOUBLE, FLOAT -> new NumberColumn(input, column, rows);
            case INT64, INT32, BOOL -> new IntegralInput(input, column, rows);
            case STRING -> new StringColumn(input, column, rows);
        };
    }

    /**
     * Writes a row's value.
     *
     * @param at the row's number in the batch; 0 starts another batch
     * @param named how a message calls the row
     * @throws InvalidRowException naming the row and the column, if the input cannot take the value
     */
    void write(int at, InternalRow row, Supplier<String> named);

    /**
     * Writes these rows of columns as the first ones of another batch, if there is a quick way for their type.
     *
     * @return false if there is none, and nothing is written
     */
    default boolean write(ColumnarBatch rows, int from, int to) {
        return false;
    }

    /** Writes a value that the model takes in place of one that it does not; the row's outputs are not used. */
    void blank(int at);

    /** A copy of the batch's values. */
    Column values(int rows);

    /** The batch as a tensor, which this keeps; null if there is none but of {@link #values}. */
    OnnxTensor tensor(int rows) throws OrtException;

    @Override
    void close();

    static InvalidRowException noNull(InputSource input, Supplier<String> named) {
        return new InvalidRowException(named.get() + ": column " + input.name()
                + " is null, and the model takes it as " + input.type()
                + ", which has no null. Fill it, or leave the row out.");
    }
}
