package dev.lastmile.onnx.spark.internal.scoring;

import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a partition, of which one batch is at hand. */
interface BatchSource {
    /**
     * Reads the next batch, and writes its values into the models' inputs.
     *
     * @return how many rows it has; 0 when there are no more
     */
    int read(InputColumn[] inputs);

    /** A row of the batch; the object is used for the next one too. */
    InternalRow row(int number);
}
