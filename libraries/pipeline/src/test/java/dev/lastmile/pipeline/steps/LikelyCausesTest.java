package dev.lastmile.pipeline.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.pipeline.dataset.DatasetProperties;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.ModelVersion;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LikelyCausesTest {
    private static final String UNRELATED = "the features may have nothing to do with churned."
            + " Plot them against it: notebooks/1-explore-features.ipynb does.";

    @Test
    void fewRowsRareLabelsAndColumnsThatAreNotFeaturesAreNamedWithTheirNumbers() {
        List<String> causes = LikelyCauses.of(
                datasets("string", "classification", "ignore"), task(50, 4, i -> i < 3 ? "yes" : "no"), classes(20));

        assertThat(causes)
                .containsExactly(
                        "too few rows: 50 training rows for features of 4 numbers. Add rows, or remove features in"
                                + " FeaturePipeline.",
                        "too few held-out rows: on 20 of them, chance decides.",
                        "imbalance: yes has 3 of 50 training rows (6.0 %). Add rows of it, or group it with another"
                                + " label.",
                        "columns that are not features: since. The contract says why; one of them may be what the label"
                                + " depends on.",
                        UNRELATED);
    }

    @Test
    void manyBalancedRowsLeaveOneCause() {
        assertThat(LikelyCauses.of(
                        datasets("string", "classification", "feature"),
                        task(400, 4, i -> i % 2 == 0 ? "yes" : "no"),
                        classes(200)))
                .containsExactly(UNRELATED);
    }

    @Test
    void aSplitByTimeAndASeriesAreCauses() {
        ProjectDatasets datasets = datasets("double", "regression", "time");
        TrainingTask task = task(400, 4, i -> (double) i);

        assertThat(LikelyCauses.of(datasets, task, numbers(ScoredRows.plain())))
                .containsExactly(
                        "the split is by time: what held for the training rows may not hold for later ones.",
                        UNRELATED);
        assertThat(LikelyCauses.of(datasets, task, numbers(ScoredRows.plain().withSeries("since"))))
                .first()
                .asString()
                .startsWith("the rows are a series, and the model does not see earlier values of churned: no lags are")
                .contains("remove againstLastValue from Model");
    }

    private static ProjectDatasets datasets(String label, String task, String role) {
        String contract = """
                {"type": "struct", "fields": [
                  {"name": "id", "type": "long", "nullable": false, "metadata": {"key": true}},
                  {"name": "age", "type": "long", "nullable": false, "metadata": {}},
                  {"name": "since", "type": "date", "nullable": false, "metadata": {"role": "%s"}},
                  {"name": "churned", "type": "%s", "nullable": false, "metadata": {"role": "label"}},
                  {"name": "split", "type": "string", "nullable": false, "metadata": {"role": "split"}}]}
                """.formatted(role, label);
        return ProjectDatasets.of(
                DatasetProperties.of(Map.of(
                        "dataset",
                        "customers",
                        "task",
                        task,
                        "split",
                        role.equals("time") ? "time" : "key",
                        "split.test-from",
                        "2024-05-01")),
                Contract.parse(new DatasetName("raw", "customers"), contract));
    }

    private static TrainingTask task(int rows, int width, java.util.function.IntFunction<Object> label) {
        List<Row> all = IntStream.range(0, rows)
                .mapToObj(i -> RowFactory.create((long) i, Collections.nCopies(width, 0.5), label.apply(i)))
                .toList();
        String type = label.apply(0) instanceof String ? "string" : "double";
        Dataset<Row> training = SharedSpark.session()
                .createDataFrame(all, StructType.fromDDL("id bigint, features array<double>, churned " + type));
        return new TrainingTask(
                "customers-model",
                TrainingColumns.of(List.of("id"), "features", List.of(), "churned"),
                new TrainingRows(training, training),
                "a test",
                new ModelVersion("customers-features", "1", "READY", "", "", Map.of(), List.of()));
    }

    private static Evaluation classes(int rows) {
        List<Row> scored = IntStream.range(0, rows)
                .mapToObj(i -> RowFactory.create(i % 2 == 0 ? "no" : "yes", "no", List.of(0.5, 0.5)))
                .toList();
        return ClassifierEvaluation.of(
                SharedSpark.session()
                        .createDataFrame(
                                scored,
                                StructType.fromDDL("churned string, prediction string, probability array<double>")),
                "churned",
                List.of("no", "yes"));
    }

    private static Evaluation numbers(ScoredRows how) {
        List<Row> scored = IntStream.range(0, 150)
                .mapToObj(i -> RowFactory.create(
                        java.sql.Date.valueOf(java.time.LocalDate.of(2024, 1, 1).plusDays(i)), i % 7.0, 3.0))
                .toList();
        return RegressionEvaluation.of(
                SharedSpark.session()
                        .createDataFrame(scored, StructType.fromDDL("since date, churned double, prediction double")),
                "churned",
                how);
    }
}
