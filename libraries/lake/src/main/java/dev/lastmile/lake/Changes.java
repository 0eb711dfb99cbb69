package dev.lastmile.lake;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows that a snapshot has and an earlier one does not.
 *
 * @param rows with the columns of the contract
 * @param kind whether they take the place of others
 */
public record Changes(Dataset<Row> rows, Kind kind) {
    /** What became of the rows of the earlier snapshot. */
    public enum Kind {
        /** Nothing changed. */
        NONE,
        /** They are all there still. */
        ADDED,
        /** Some had the key of one of these rows, and are gone. */
        REPLACED_BY_KEY
    }
}
