package dev.lastmile.pipeline.metrics;

import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_SUM;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_TOTAL;
import static dev.lastmile.pipeline.metrics.CumulativeSums.PART;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND;
import static dev.lastmile.pipeline.metrics.CumulativeSums.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Exact medians: the mean of the largest value that half of the weight is at or above, and the largest that more than half
 * is, which are one value unless half of the weight lies on each side.
 */
final class WeightedMedian {
    /** Of the total weight: sums of equal weights differ in their last digits. */
    static final double ROUNDING = 1e-12;

    private WeightedMedian() {}

    /**
     * @param rows part (string), value (double), weight (double)
     * @return by part
     */
    static Map<String, Double> of(Dataset<Row> rows) {
        Dataset<Row> grouped = rows.groupBy(col(PART), col(VALUE))
                .agg(sum("weight").alias(FIRST))
                .filter(col(FIRST).gt(0))
                .withColumn(SECOND, lit(0.0))
                .persist();
        try {
            Column half = col(FIRST_TOTAL).divide(2);
            Column slack = col(FIRST_TOTAL).multiply(ROUNDING);
            Map<String, Double> medians = new HashMap<>();
            for (Row row : CumulativeSums.descending(grouped)
                    .groupBy(PART)
                    .agg(
                            max(when(col(FIRST_SUM).geq(half.minus(slack)), col(VALUE))),
                            max(when(col(FIRST_SUM).gt(half.plus(slack)), col(VALUE))))
                    .collectAsList()) {
                medians.put(row.getString(0), (row.getDouble(1) + row.getDouble(2)) / 2);
            }
            return medians;
        } finally {
            grouped.unpersist();
        }
    }
}
