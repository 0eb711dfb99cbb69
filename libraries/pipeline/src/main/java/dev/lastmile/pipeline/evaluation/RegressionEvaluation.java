package dev.lastmile.pipeline.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.MetricSample;
import dev.lastmile.pipeline.metrics.RegressionScores;
import dev.lastmile.pipeline.metrics.ScoredRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A regressor's predictions against the true values.
 *
 * @param scores what was measured
 * @param sample some of the rows, at most {@link #SAMPLE_ROWS}, whose residuals are written
 */
public record RegressionEvaluation(RegressionScores scores, List<Pair> sample) implements Evaluation {
    /** The most rows whose residuals are written. */
    public static final int SAMPLE_ROWS = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();

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
     * @throws StepException if the label is not a number, if there is no row, or one whose label or prediction is null, NaN or
     *     infinite
     */
    public static RegressionEvaluation of(Dataset<Row> scored, String label) {
        return of(scored, label, ScoredRows.plain());
    }

    /** The same with weights, slices, or the time of a series. */
    public static RegressionEvaluation of(Dataset<Row> scored, String label, ScoredRows how) {
        RegressionScores scores = RegressionScores.of(scored, label, how);
        List<Pair> sample = scored
                .select(
                        functions.col("`" + label + "`").cast("double"),
                        functions.col("prediction").cast("double"))
                .limit(SAMPLE_ROWS)
                .collectAsList()
                .stream()
                .map(row -> new Pair(row.getDouble(0), row.getDouble(1)))
                .toList();
        return new RegressionEvaluation(scores, sample);
    }

    @Override
    public long rows() {
        return scores.rows();
    }

    /** Root of the mean squared error, in the label's unit. */
    public double rmse() {
        return scores.metrics().get(Metric.RMSE);
    }

    /** Mean absolute error, in the label's unit. */
    public double mae() {
        return scores.metrics().get(Metric.MAE);
    }

    /** Share of the label's variance that is explained, at most 1; NaN where all true values are equal. */
    public double r2() {
        return scores.metrics().get(Metric.R2);
    }

    @Override
    public Metric primary() {
        return Metric.RMSE;
    }

    @Override
    public Map<Metric, Double> values() {
        return scores.metrics();
    }

    @Override
    public Map<Metric, Double> baseline() {
        return scores.baseline();
    }

    @Override
    public String baselineName() {
        return scores.baselineName();
    }

    @Override
    public MetricSample scoredSample() {
        return scores.sample();
    }

    @Override
    public Optional<Double> ofLabel(String metric, String label) {
        return Optional.empty();
    }

    /** Writes {@code residuals.json}, of the sample, and {@code slices.json} if slices were judged. */
    @Override
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("residuals.json"),
                    JSON.writeValueAsString(Map.of(
                            "true", sample.stream().map(Pair::truth).toList(),
                            "predicted", sample.stream().map(Pair::prediction).toList())));
            Evaluation.writeSlices(folder, scores.slices());
        } catch (IOException e) {
            throw new UncheckedIOException("The residuals cannot be written to " + folder, e);
        }
    }
}
