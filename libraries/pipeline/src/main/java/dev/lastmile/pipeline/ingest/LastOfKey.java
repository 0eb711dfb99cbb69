package dev.lastmile.pipeline.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

import dev.lastmile.pipeline.ingest.text.RecordReader;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Of the records of new files with the same key the last one, as if each file had been ingested after the one before. */
final class LastOfKey {
    private static final String RECORD = "_record";

    private LastOfKey() {}

    static Dataset<Row> of(Dataset<Row> rows, List<String> key) {
        Column[] columns =
                Arrays.stream(rows.columns()).map(name -> col("`" + name + "`")).toArray(Column[]::new);
        return rows.groupBy(key.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new))
                .agg(max_by(struct(columns), col(RecordReader.POSITION)).as(RECORD))
                .select(RECORD + ".*");
    }
}
