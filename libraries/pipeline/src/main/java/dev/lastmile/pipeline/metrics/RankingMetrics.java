package dev.lastmile.pipeline.metrics;

import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_SUM;
import static dev.lastmile.pipeline.metrics.CumulativeSums.FIRST_TOTAL;
import static dev.lastmile.pipeline.metrics.CumulativeSums.PART;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND_SUM;
import static dev.lastmile.pipeline.metrics.CumulativeSums.SECOND_TOTAL;
import static dev.lastmile.pipeline.metrics.CumulativeSums.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How well scores rank the rows of a positive label above the others; exact with ties and weights.
 *
 * @param rocAuc area under the ROC curve, NaN where one of the two labels is absent
 * @param prAuc average precision, 0 where the positive label is absent
 */
record RankingMetrics(double rocAuc, double prAuc) {
    /**
     * @param scored part (string), score (double), positive (boolean), weight (double)
     * @return by part
     */
    static Map<String, RankingMetrics> of(Dataset<Row> scored) {
        Column weight = col("weight");
        Dataset<Row> grouped = scored.groupBy(col(PART), col("score").alias(VALUE))
                .agg(
                        sum(when(col("positive"), weight).otherwise(lit(0.0))).alias(FIRST),
                        sum(when(col("positive"), lit(0.0)).otherwise(weight)).alias(SECOND))
                .filter(col(FIRST).plus(col(SECOND)).gt(0))
                .persist();
        try {
            Column below = col(SECOND).multiply(col(FIRST_SUM).minus(col(FIRST).divide(2)));
            Column precision = col(FIRST_SUM).divide(col(FIRST_SUM).plus(col(SECOND_SUM)));
            Map<String, RankingMetrics> byPart = new HashMap<>();
            for (Row row : CumulativeSums.descending(grouped)
                    .groupBy(PART)
                    .agg(sum(below), sum(col(FIRST).multiply(precision)), first(FIRST_TOTAL), first(SECOND_TOTAL))
                    .collectAsList()) {
                double positives = row.getDouble(3);
                double pairs = positives * row.getDouble(4);
                byPart.put(
                        row.getString(0),
                        new RankingMetrics(
                                pairs == 0 ? Double.NaN : row.getDouble(1) / pairs,
                                positives == 0 ? 0 : row.getDouble(2) / positives));
            }
            return byPart;
        } finally {
            grouped.unpersist();
        }
    }
}
