package dev.lastmile.pipeline.training;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a training; all parts have the same schema.
 *
 * @param training rows that a model is fitted on
 * @param validation rows on which a decision threshold is chosen; may be empty
 * @param heldOut rows on which it is compared with its ONNX form, and never fitted on; the first few become its input
 *     example
 */
public record TrainingRows(Dataset<Row> training, Dataset<Row> validation, Dataset<Row> heldOut) {
    /** Without validation rows. */
    public TrainingRows(Dataset<Row> training, Dataset<Row> heldOut) {
        this(training, training.limit(0), heldOut);
    }
}
