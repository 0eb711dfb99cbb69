package dev.lastmile.pipeline.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SparkMlTrainer;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossValidationTest {
    private static final List<String> FEATURES = List.of("features");

    @TempDir
    Path root;

    /** Notes the rows that it was given. */
    private static final class Noted implements ModelTrainer {
        private final ModelTrainer trainer;
        private final List<Set<Long>> trained = new ArrayList<>();
        private final List<Set<Long>> judged = new ArrayList<>();

        Noted(ModelTrainer trainer) {
            this.trainer = trainer;
        }

        @Override
        public void check(TrainingTask task) {
            trainer.check(task);
        }

        @Override
        public Candidate train(FitLog log, TrainingTask task) {
            trained.add(ids(task.rows().training()));
            judged.add(ids(task.rows().heldOut()));
            return trainer.train(log, task);
        }
    }

    @Test
    void everyTrainingRowIsJudgedOnceInEachRepeatAndNeverByAModelThatHasSeenIt() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 300, "string", score -> score < 0.5 ? "no" : "yes")) {
            TrainingTask task = mixed.task("folds");
            Noted trainer = new Noted(SparkMlTrainer.of(new LogisticRegression().setMaxIter(3)));
            List<String> lines = new ArrayList<>();

            Map<Metric, CrossValidation.Spread> spreads =
                    new CrossValidation(3, 2, FEATURES, true).run(trainer, task, lines::add);

            Set<Long> all = ids(task.rows().training());
            for (int repeat = 0; repeat < 2; repeat++) {
                Set<Long> together = new TreeSet<>();
                for (int fold = 3 * repeat; fold < 3 * repeat + 3; fold++) {
                    assertThat(trainer.judged.get(fold)).doesNotContainAnyElementsOf(trainer.trained.get(fold));
                    assertThat(together).doesNotContainAnyElementsOf(trainer.judged.get(fold));
                    together.addAll(trainer.judged.get(fold));
                }
                assertThat(together).isEqualTo(all);
            }
            assertThat(new HashSet<>(trainer.judged)).hasSize(6);
            assertThat(lines)
                    .hasSize(6)
                    .allMatch(line -> line.matches("fold \\d of 6: log_loss 0\\.\\d+ on \\d+ rows"));
            assertThat(spreads.keySet().iterator().next()).isEqualTo(Metric.LOG_LOSS);
            assertThat(spreads.get(Metric.LOG_LOSS).folds()).isEqualTo(6);
            assertThat(spreads.get(Metric.LOG_LOSS).mean()).isLessThan(0.69);
            assertThat(spreads.get(Metric.LOG_LOSS).deviation()).isPositive();
        }
    }

    @Test
    void rowsThatBelongTogetherAreInOneFoldAndAFoldWithoutRowsIsNamed() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 200, "double", score -> score)) {
            TrainingTask task = mixed.task("groups");
            TrainingTask grouped = new TrainingTask(
                    task.name(),
                    task.columns(),
                    new TrainingRows(
                            task.rows().training().selectExpr("*", "id % 3 AS `a group`"),
                            task.rows().validation(),
                            task.rows().heldOut()),
                    task.description(),
                    task.features());
            Noted trainer = new Noted(SparkMlTrainer.of(new LinearRegression()));

            assertThatThrownBy(() ->
                            new CrossValidation(20, 1, List.of("a group"), false).run(trainer, grouped, line -> {}))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining(
                            "leaves no row to train on or to judge. Give fewer folds, such as --folds=10");
            for (Set<Long> rows : trainer.judged) {
                Set<Long> groups = new HashSet<>();
                rows.forEach(id -> groups.add(id % 3));
                assertThat(ids(task.rows().training()).stream().filter(id -> groups.contains(id % 3)))
                        .containsExactlyInAnyOrderElementsOf(rows);
            }
        }
    }

    @Test
    void foldsOutOfRangeAreRejected() {
        assertThatThrownBy(() -> new CrossValidation(1, 2, FEATURES, true))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("Give 2 to 100 folds and 1 to 100 repeats");
        assertThatThrownBy(() -> new CrossValidation(5, 0, FEATURES, true)).isInstanceOf(StepException.class);
    }

    @Test
    void theDeviationIsThatOfASample() {
        CrossValidation.Spread spread = CrossValidation.Spread.of(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0));

        assertThat(spread.mean()).isEqualTo(5.0);
        assertThat(spread.deviation()).isCloseTo(Math.sqrt(32 / 7.0), within(1e-12));
        assertThat(CrossValidation.Spread.of(List.of(3.0)).deviation()).isZero();
    }

    private static Set<Long> ids(Dataset<Row> rows) {
        Set<Long> ids = new TreeSet<>();
        rows.select("id").collectAsList().forEach(row -> ids.add(row.getLong(0)));
        return ids;
    }
}
