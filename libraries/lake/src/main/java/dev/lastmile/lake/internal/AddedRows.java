package dev.lastmile.lake.internal;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A snapshot that has the rows of the one before, which were checked under the same contract, and more.
 *
 * @param added the rows that are new
 * @param all all rows
 * @param others rows that may have a key of the new ones; null if they were deleted for it
 * @param rows how many there are in all
 * @param statistics of all rows
 */
record AddedRows(Dataset<Row> added, Dataset<Row> all, Dataset<Row> others, long rows, FileStatistics statistics) {}
