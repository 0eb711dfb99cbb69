package dev.lastmile.pipeline.compare;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A sample that depends on the keys and a seed alone, not on partitions: no row is sorted or moved for it. */
public final class SampledRows {
    private static final long BUCKETS = 1L << 40;

    private SampledRows() {}

    /**
     * About so many of the rows; all if there are no more.
     *
     * @param keys identify a row; empty for all columns
     */
    public static Dataset<Row> of(Dataset<Row> rows, List<String> keys, long count, long seed) {
        long total = rows.count();
        if (total <= count) {
            return rows;
        }
        List<String> names = keys.isEmpty() ? List.of(rows.columns()) : keys;
        Column[] hashed = Stream.concat(Stream.of(lit(seed)), names.stream().map(name -> col("`" + name + "`")))
                .toArray(Column[]::new);
        long least = (long) ((double) count / total * BUCKETS);
        return rows.filter(pmod(xxhash64(hashed), lit(BUCKETS)).lt(lit(least)));
    }
}
