package dev.lastmile.pipeline.evaluation;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.mllib.evaluation.RegressionMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;

/**
 * A regressor's predictions against the true values, as Spark's {@link RegressionEvaluator} computes them.
 *
 * @param rows number of rows that were judged
 * @param rmse root of the mean squared error, in the label's unit
 * @param mae mean absolute error, in the label's unit
 * @param r2 share of the label's variance that is explained, at most 1; not finite where all true values are equal
 * @param sample some of the rows, at most {@link #SAMPLE_ROWS}, for the picture
 */
public record RegressionEvaluation(long rows, double rmse, double mae, double r2, List<Pair> sample)
        implements Evaluation {
    /** The most rows that a picture shows. */
    public static final int SAMPLE_ROWS = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRUTH = "truth";
    private static final String PREDICTION = "prediction";

    /** One row's true and predicted value. */
    public record Pair(double truth, double prediction) {
        /** The true value less the predicted one. */
        public double residual() {
            return truth - prediction;
        }
    }

    public RegressionEvaluation {
        sample = List.copyOf(sample);
    }

    /**
     * Judges scored rows.
     *
     * @param scored has {@code prediction} (number) and the label
     * @param label the column of true values (number)
     * @throws StepException if the label is no number, if there is no row, or one whose label or prediction is null, NaN
     *     or infinite
     */
    public static RegressionEvaluation of(Dataset<Row> scored, String label) {
        if (!(scored.schema().apply(label).dataType() instanceof NumericType)) {
            throw new StepException("The label " + label + " is "
                    + scored.schema().apply(label).dataType().simpleString()
                    + ", and a regressor is judged on numbers. Name the column of numbers that it predicts.");
        }
        Dataset<Row> pairs = scored.select(
                        col(label).cast("double").alias(TRUTH), col(PREDICTION).cast("double"))
                .cache();
        try {
            long rows = pairs.count();
            if (rows == 0) {
                throw new StepException("There is no row to judge the regressor on. Check the split of the data.");
            }
            requireNumbers(pairs, TRUTH, "the label " + label, "Correct the data, or leave such rows out.");
            requireNumbers(pairs, PREDICTION, "a prediction", "Check the features and the training rows.");
            RegressionMetrics metrics =
                    new RegressionEvaluator().setLabelCol(TRUTH).getMetrics(pairs);
            List<Pair> sample = pairs.limit(SAMPLE_ROWS).collectAsList().stream()
                    .map(row -> new Pair(row.getDouble(0), row.getDouble(1)))
                    .toList();
            return new RegressionEvaluation(
                    rows, metrics.rootMeanSquaredError(), metrics.meanAbsoluteError(), metrics.r2(), sample);
        } finally {
            pairs.unpersist();
        }
    }

    @Override
    public PrimaryMetric primaryMetric() {
        return new PrimaryMetric("rmse", rmse, PrimaryMetric.Direction.LOWER_IS_BETTER);
    }

    /** RMSE, MAE and R², the last only where it is finite. */
    @Override
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rmse", rmse);
        metrics.put("mae", mae);
        if (Double.isFinite(r2)) {
            metrics.put("r2", r2);
        }
        return metrics;
    }

    /** Writes {@code residuals.json} and {@code residuals.svg}, both of the sample. */
    @Override
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("residuals.json"),
                    JSON.writeValueAsString(Map.of(
                            "true", sample.stream().map(Pair::truth).toList(),
                            "predicted", sample.stream().map(Pair::prediction).toList())));
            Files.writeString(folder.resolve("residuals.svg"), ResidualsPicture.svg(sample));
        } catch (IOException e) {
            throw new UncheckedIOException("The residuals cannot be written to " + folder, e);
        }
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
