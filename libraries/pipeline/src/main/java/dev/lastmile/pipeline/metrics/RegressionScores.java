package dev.lastmile.pipeline.metrics;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.pipeline.StepException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * A regressor's predictions against the true values.
 *
 * @param rows number of rows that were judged
 * @param metrics of all rows
 * @param baseline on the same rows, RMSE of the mean, MAE and median error of the median; of a series, those of the last
 *     value
 * @param baselineName what the baseline is
 * @param slices metrics by the text of the slice's value
 * @param sample for intervals and comparisons
 */
public record RegressionScores(
        long rows,
        Map<Metric, Double> metrics,
        Map<Metric, Double> baseline,
        String baselineName,
        Map<String, Map<Metric, Double>> slices,
        RegressionSample sample) {
    private static final String PART = CumulativeSums.PART;
    private static final String TRUTH = "truth";
    private static final String PREDICTION = "prediction";
    private static final String ERROR = "error";
    private static final String WEIGHT = "weight";

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (number) and the label
     * @param label the column of true values (number)
     * @throws StepException if the label is not a number, if there is no row, or one whose label or prediction is null, NaN or
     *     infinite
     */
    public static RegressionScores of(Dataset<Row> scored, String label, ScoredRows how) {
        if (!(scored.schema().apply(label).dataType() instanceof NumericType)) {
            throw new StepException("The label " + label + " is "
                    + scored.schema().apply(label).dataType().simpleString()
                    + ", and a regressor is judged on numbers. Name the column of numbers that it predicts.");
        }
        Dataset<Row> compact = compact(scored, label, how).persist();
        try {
            requireNumbers(compact, TRUTH, "the label " + label, "Correct the data, or leave such rows out.");
            requireNumbers(compact, PREDICTION, "a prediction", "Check the features and the training rows.");
            long rows = compact.count();
            if (rows == 0) {
                throw new StepException("There is no row to judge the regressor on. Check the split of the data.");
            }
            Map<String, Map<Metric, Double>> parts = new TreeMap<>();
            Map<Metric, Double> baseline = new EnumMap<>(Metric.class);
            measure(ClassifierScores.inParts(compact), parts, baseline);
            addMedianBaseline(compact, baseline);
            Map<Metric, Double> last =
                    how.series().isPresent() ? LastValue.of(compact, TRUTH, WEIGHT) : Map.<Metric, Double>of();
            baseline.putAll(last);
            Map<String, Map<Metric, Double>> slices = new TreeMap<>();
            parts.forEach((name, metrics) -> {
                if (name.startsWith(ScoredRows.SLICE)) {
                    slices.put(name.substring(ScoredRows.SLICE.length()), metrics);
                }
            });
            return new RegressionScores(
                    rows,
                    parts.get(ScoredRows.ALL),
                    baseline,
                    last.isEmpty() ? "baseline" : "last value",
                    slices,
                    sample(compact, rows));
        } finally {
            compact.unpersist();
        }
    }

    private static Dataset<Row> compact(Dataset<Row> scored, String label, ScoredRows how) {
        Column truth = col("`" + label + "`").cast("double");
        Column prediction = col(PREDICTION).cast("double");
        boolean identified = Arrays.asList(scored.columns()).contains(ScoredRows.ROW);
        return scored.select(
                truth.alias(TRUTH),
                prediction.alias(PREDICTION),
                abs(truth.minus(prediction)).alias(ERROR),
                how.weights(scored).alias(WEIGHT),
                how.slices(scored).orElse(lit(null).cast("string")).alias("slice"),
                how.moments(scored).alias(LastValue.MOMENT),
                (identified ? col(ScoredRows.ROW) : xxhash64(truth, prediction)).alias(ScoredRows.ROW));
    }

    private static void measure(
            Dataset<Row> rows, Map<String, Map<Metric, Double>> parts, Map<Metric, Double> baseline) {
        Column weight = col(WEIGHT);
        Column square = col(ERROR).multiply(col(ERROR));
        Dataset<Row> means = rows.groupBy(PART)
                .agg(sum(weight.multiply(col(TRUTH))).divide(sum(weight)).alias("mean"));
        Column distance = col(TRUTH).minus(col("mean"));
        Map<String, Double> medians =
                WeightedMedian.of(rows.select(col(PART), col(ERROR).alias(CumulativeSums.VALUE), weight));
        for (Row row : rows.join(broadcast(means), PART)
                .groupBy(PART)
                .agg(
                        sum(weight),
                        sum(weight.multiply(col(ERROR))),
                        sum(weight.multiply(square)),
                        sum(weight.multiply(distance).multiply(distance)),
                        count(weight),
                        count(lit(1)))
                .collectAsList()) {
            if (row.getLong(5) < row.getLong(6) || row.getDouble(1) <= 0) {
                throw new StepException(
                        "Some rows have no weight, or all have the weight 0. Fill the column of weights,"
                                + " or leave such rows out.");
            }
            Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
            metrics.put(Metric.RMSE, Math.sqrt(row.getDouble(3) / row.getDouble(1)));
            metrics.put(Metric.MAE, row.getDouble(2) / row.getDouble(1));
            metrics.put(Metric.MEDIAN_ERROR, medians.get(row.getString(0)));
            metrics.put(Metric.R2, row.getDouble(4) == 0 ? Double.NaN : 1 - row.getDouble(3) / row.getDouble(4));
            parts.put(row.getString(0), metrics);
            if (row.getString(0).equals(ScoredRows.ALL)) {
                baseline.put(Metric.RMSE, Math.sqrt(row.getDouble(4) / row.getDouble(1)));
                baseline.put(Metric.R2, 0.0);
            }
        }
    }

    private static void addMedianBaseline(Dataset<Row> compact, Map<Metric, Double> baseline) {
        Column part = lit(ScoredRows.ALL).alias(PART);
        double median = WeightedMedian.of(compact.select(part, col(TRUTH).alias(CumulativeSums.VALUE), col(WEIGHT)))
                .get(ScoredRows.ALL);
        Column error = abs(col(TRUTH).minus(lit(median)));
        Row mean = compact.agg(sum(error.multiply(col(WEIGHT))).divide(sum(WEIGHT)))
                .first();
        baseline.put(Metric.MAE, mean.getDouble(0));
        baseline.put(
                Metric.MEDIAN_ERROR,
                WeightedMedian.of(compact.select(part, error.alias(CumulativeSums.VALUE), col(WEIGHT)))
                        .get(ScoredRows.ALL));
    }

    private static RegressionSample sample(Dataset<Row> compact, long rows) {
        List<Row> some =
                ScoredRows.sample(compact.select(col(ScoredRows.ROW), col(WEIGHT), col(TRUTH), col(PREDICTION)), rows);
        return new RegressionSample(
                some.stream().mapToLong(row -> row.getLong(0)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(1)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(2)).toArray(),
                some.stream().mapToDouble(row -> row.getDouble(3)).toArray());
    }

    private static void requireNumbers(Dataset<Row> pairs, String column, String what, String advice) {
        Column value = col(column);
        List<Row> bad = pairs.filter(
                        value.isNull().or(value.isNaN()).or(abs(value).equalTo(Double.POSITIVE_INFINITY)))
                .select(column)
                .limit(1)
                .collectAsList();
        if (!bad.isEmpty()) {
            throw new StepException("The held-out rows have " + bad.get(0).get(0) + " for " + what
                    + ", and an error cannot be computed of it. " + advice);
        }
    }
}
