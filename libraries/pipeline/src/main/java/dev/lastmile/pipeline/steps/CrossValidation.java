package dev.lastmile.pipeline.steps;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ModelEvaluations;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SeenLabels;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Repeated k-fold cross-validation of a trainer on its training rows. Rows that belong together are in one fold, which a hash
 * of them and the number of the repeat chooses, so that a second run has the same folds.
 *
 * @param together the columns whose equal values stay in one fold
 * @param isClassifier whether a fold is judged on the labels only that its training rows have
 */
record CrossValidation(int folds, int repeats, List<String> together, boolean isClassifier) {
    private static final long SEED = 20191101L;

    CrossValidation {
        together = List.copyOf(together);
        if (folds < 2 || folds > 100 || repeats < 1 || repeats > 100) {
            throw new StepException("Cross-validation with " + folds + " folds and " + repeats
                    + " repeats is not possible. Give 2 to 100 folds and 1 to 100 repeats.");
        }
    }

    /**
     * The mean of a metric over all folds, and its sample standard deviation.
     *
     * @param folds those in which the metric is defined
     */
    record Spread(double mean, double deviation, int folds) {
        static Spread of(List<Double> values) {
            double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
            double squares = values.stream()
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .sum();
            return new Spread(mean, values.size() < 2 ? 0 : Math.sqrt(squares / (values.size() - 1)), values.size());
        }
    }

    /**
     * Trains and judges the model once for each fold and repeat.
     *
     * @param task its training rows are divided; a threshold is chosen on its validation rows as ever
     * @param progress gets a line for each fold
     * @throws StepException if a fold would have no row
     */
    Map<Metric, Spread> run(ModelTrainer trainer, TrainingTask task, Consumer<String> progress) {
        Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);
        Optional<Metric> primary = Optional.empty();
        for (int repeat = 0; repeat < repeats; repeat++) {
            for (int fold = 0; fold < folds; fold++) {
                Evaluation judged = judged(trainer, task, repeat, fold);
                primary = Optional.of(judged.primary());
                judged.values().forEach((metric, value) -> {
                    if (!Double.isNaN(value)) {
                        values.computeIfAbsent(metric, first -> new ArrayList<>())
                                .add(value);
                    }
                });
                progress.accept("fold " + (repeat * folds + fold + 1) + " of " + folds * repeats + ": "
                        + primary.get().key() + " "
                        + Evaluation.text(judged.primaryMetric().value()) + " on " + judged.rows() + " rows");
            }
        }
        Map<Metric, Spread> spreads = new LinkedHashMap<>();
        primary.filter(values::containsKey).ifPresent(metric -> spreads.put(metric, Spread.of(values.get(metric))));
        values.forEach((metric, each) -> spreads.putIfAbsent(metric, Spread.of(each)));
        return spreads;
    }

    private Evaluation judged(ModelTrainer trainer, TrainingTask task, int repeat, int fold) {
        Column inFold = pmod(xxhash64(hashed(repeat)), lit(folds)).equalTo(fold);
        Dataset<Row> training = task.rows().training().filter(not(inFold));
        Dataset<Row> left = task.rows().training().filter(inFold);
        String label = task.columns().label();
        if (isClassifier) {
            left = SeenLabels.of(training, label).only(left);
        }
        if (left.isEmpty() || training.isEmpty()) {
            throw new StepException("Fold " + (fold + 1) + " of " + folds + " leaves no row to train on or to judge."
                    + " Give fewer folds, such as --folds=" + Math.max(2, folds / 2) + ", or more rows.");
        }
        Candidate candidate = trainer.candidate(
                FitLog.none(),
                new TrainingTask(
                        task.name(),
                        task.columns(),
                        new TrainingRows(training, task.rows().validation(), left),
                        task.description(),
                        task.features()));
        Dataset<Row> scored =
                OnnxTransformation.of(candidate.onnx()).withArrays().apply(ScoredRows.identified(left));
        return ModelEvaluations.of(scored, label, candidate.onnx(), ScoredRows.plain());
    }

    private Column[] hashed(int repeat) {
        List<Column> columns = new ArrayList<>();
        together.forEach(column -> columns.add(col("`" + column.replace("`", "``") + "`")));
        columns.add(lit(SEED + repeat));
        return columns.toArray(Column[]::new);
    }
}
