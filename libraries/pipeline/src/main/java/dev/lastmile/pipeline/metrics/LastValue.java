package dev.lastmile.pipeline.metrics;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The baseline of a series: each row is predicted to have the true value of the moment before, which is the mean of its rows
 * where it has several. Rows of the first moment have none and are left out.
 */
final class LastValue {
    /** The column with the moment of each row. */
    static final String MOMENT = "moment";

    private static final String LAST = "last";
    private static final String ERROR = "last_error";

    private LastValue() {}

    /**
     * The metrics of that baseline; empty if all rows are of one moment.
     *
     * @param rows have {@value #MOMENT} and the columns {@code truth} and {@code weight}
     */
    static Map<Metric, Double> of(Dataset<Row> rows, String truth, String weight) {
        // One row per moment, so that the window over all of them is small.
        Dataset<Row> moments = rows.filter(col(MOMENT).isNotNull())
                .groupBy(MOMENT)
                .agg(avg(truth).alias(LAST))
                .select(
                        col(MOMENT),
                        lag(col(LAST), 1).over(Window.orderBy(MOMENT)).alias(LAST))
                .filter(col(LAST).isNotNull());
        Dataset<Row> errors = rows.join(moments, MOMENT)
                .select(
                        abs(col(truth).minus(col(LAST))).alias(ERROR),
                        col(weight).alias(weight),
                        col(truth).alias(truth));
        Column each = col(weight);
        Row sums = errors.agg(
                        sum(each),
                        sum(each.multiply(col(ERROR)).multiply(col(ERROR))),
                        sum(each.multiply(col(ERROR))),
                        sum(each.multiply(col(truth))),
                        sum(each.multiply(col(truth)).multiply(col(truth))))
                .first();
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        if (sums.isNullAt(0) || sums.getDouble(0) <= 0) {
            return metrics;
        }
        double total = sums.getDouble(0);
        double mean = sums.getDouble(3) / total;
        double variance = sums.getDouble(4) / total - mean * mean;
        metrics.put(Metric.RMSE, Math.sqrt(sums.getDouble(1) / total));
        metrics.put(Metric.MAE, sums.getDouble(2) / total);
        metrics.put(Metric.R2, variance > 0 ? 1 - sums.getDouble(1) / total / variance : Double.NaN);
        Column part = lit(ScoredRows.ALL).alias(CumulativeSums.PART);
        metrics.put(
                Metric.MEDIAN_ERROR,
                WeightedMedian.of(errors.select(part, col(ERROR).alias(CumulativeSums.VALUE), col(weight)))
                        .get(ScoredRows.ALL));
        return metrics;
    }
}
