package dev.lastmile.pipeline.ingest;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The records of the new files. */
interface Records extends AutoCloseable {
    /** Those that fit: the file's columns of the contract, and the position. */
    Dataset<Row> rows();

    /** Those that do not, with the columns of {@link dev.lastmile.pipeline.ingest.spark.TextPlan#REJECTS}. */
    Dataset<Row> rejected();

    /** How many there are; known once {@link #rows} were written. */
    IngestCounts counts();

    @Override
    void close();
}
