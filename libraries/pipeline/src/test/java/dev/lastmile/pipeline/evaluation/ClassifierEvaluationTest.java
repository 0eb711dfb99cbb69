package dev.lastmile.pipeline.evaluation;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.mllib.evaluation.MulticlassMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierEvaluationTest {
    private static final List<String> LABELS = List.of("ash", "beech", "cedar");
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    Path folder;

    @Test
    void countsWhatIsRightAndWhatIsNot() {
        ClassifierEvaluation evaluation = ClassifierEvaluation.of(
                scored(
                        row("ash", "ash", 0.7, 0.2, 0.1),
                        row("ash", "beech", 0.4, 0.5, 0.1),
                        row("beech", "beech", 0.1, 0.8, 0.1),
                        row("beech", "beech", 0.0, 1.0, 0.0)),
                "tree",
                LABELS);

        assertThat(evaluation.rows()).isEqualTo(4);
        assertThat(evaluation.accuracy()).isEqualTo(0.75);
        assertThat(evaluation.logLoss()).isCloseTo(-(Math.log(0.7) + Math.log(0.4) + Math.log(0.8)) / 4, within(1e-12));
        assertThat(evaluation.confusion()).isDeepEqualTo(new long[][] {{1, 1, 0}, {0, 2, 0}, {0, 0, 0}});
        assertThat(evaluation.metrics())
                .containsEntry("precision.class_0", 1.0)
                .containsEntry("recall.class_0", 0.5)
                .containsEntry("precision.class_1", 2.0 / 3)
                .containsEntry("recall.class_1", 1.0)
                .containsEntry("precision.class_2", 0.0)
                .containsEntry("recall.class_2", 0.0)
                .containsEntry("accuracy.baseline", 0.5);
        assertThat(evaluation.primary()).isEqualTo(Metric.LOG_LOSS);
        assertThat(evaluation.summary())
                .startsWith("log loss 0.3740 (baseline 0.6931), accuracy 0.7500 (baseline 0.5000)")
                .endsWith(" on 4 held-out rows");
    }

    @Test
    void aLabelThatTheModelDoesNotKnowIsNamed() {
        assertThatThrownBy(() -> ClassifierEvaluation.of(scored(row("yew", "ash", 0.7, 0.2, 0.1)), "tree", LABELS))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("label yew")
                .hasMessageContaining("[ash, beech, cedar]");
    }

    @Test
    void numbersAndBooleansAreComparedAsText() {
        Dataset<Row> scored = scored(row("ash", "1", 0.3, 0.7), row("ash", "0", 0.9, 0.1));

        assertThat(ClassifierEvaluation.of(scored.withColumn("tree", lit(1)), "tree", List.of("0", "1"))
                        .accuracy())
                .isEqualTo(0.5);
        assertThat(ClassifierEvaluation.of(
                                scored.withColumn("tree", lit(true)).withColumn("prediction", lit("true")),
                                "tree",
                                List.of("false", "true"))
                        .accuracy())
                .isEqualTo(1);
    }

    @Test
    void aRareLabelIsJudgedByItsRanking() {
        Row[] rows = new Row[10];
        Arrays.fill(rows, row("ash", "ash", 0.9, 0.1));
        rows[0] = row("beech", "ash", 0.6, 0.4);

        ClassifierEvaluation evaluation = ClassifierEvaluation.of(scored(rows), "tree", List.of("ash", "beech"));

        assertThat(evaluation.primary()).isEqualTo(Metric.PR_AUC);
        assertThat(evaluation.primaryMetric().value()).isEqualTo(1);
        assertThat(evaluation.baseline()).containsEntry(Metric.PR_AUC, 0.1);
    }

    @Test
    void aModelWithoutProbabilitiesIsJudgedByBalancedAccuracy() {
        ClassifierEvaluation evaluation = ClassifierEvaluation.of(
                scored(row("ash", "ash"), row("ash", "beech"), row("beech", "beech"))
                        .drop("probability"),
                "tree",
                List.of("ash", "beech"));

        assertThat(evaluation.primary()).isEqualTo(Metric.BALANCED_ACCURACY);
        assertThat(evaluation.primaryMetric().value()).isEqualTo(0.75);
        assertThat(evaluation.metrics()).doesNotContainKeys("log_loss", "roc_auc", "pr_auc", "brier");
    }

    @Test
    void noMetricIsNamedByALabel() {
        List<String> labels = List.of("<=50K", "C#", " yes ", "🌵");
        ClassifierEvaluation evaluation =
                ClassifierEvaluation.of(scored(row("<=50K", "C#", 0.3, 0.3, 0.2, 0.2)), "tree", labels);

        assertThat(evaluation.metrics().keySet()).allMatch(name -> name.matches("[a-z0-9_.]+"));
    }

    @Test
    void aPredictionThatIsNotALabelIsNamed() {
        assertThatThrownBy(() -> ClassifierEvaluation.of(scored(row("ash", "yew", 0.7, 0.2, 0.1)), "tree", LABELS))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("predicts yew, which is not one of its labels, [ash, beech, cedar]");
        assertThatThrownBy(() -> ClassifierEvaluation.of(scored(row("ash", null, 0.7, 0.2, 0.1)), "tree", LABELS))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("predicts null");
    }

    @Test
    void aRowWithoutAProbabilityIsAnError() {
        assertThatThrownBy(() -> ClassifierEvaluation.of(
                        scored(row("cedar", "ash", 0.7, 0.3), row("cedar", "ash", 0.7, 0.2, 0.1)), "tree", LABELS))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("1 of the rows with the label cedar have no probability of it.");
    }

    @Test
    void theFiguresAreThoseOfSpark() {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            double first = i % 50 == 0 ? 1 : random.nextDouble();
            double second = (1 - first) * random.nextDouble();
            rows.add(row(
                    LABELS.get(random.nextInt(3)), LABELS.get(random.nextInt(3)), first, second, 1 - first - second));
        }
        Dataset<Row> scored = scored(rows.toArray(Row[]::new));
        Column labels = lit(LABELS.toArray(new String[0]));
        MulticlassMetrics spark = new MulticlassClassificationEvaluator()
                .setLabelCol("label")
                .setPredictionCol("predicted")
                .setMetricName("logLoss")
                .getMetrics(scored.select(
                        array_position(labels, col("tree"))
                                .minus(1)
                                .cast("double")
                                .alias("label"),
                        array_position(labels, col("prediction"))
                                .minus(1)
                                .cast("double")
                                .alias("predicted"),
                        array_to_vector(col("probability")).alias("probability")));

        ClassifierEvaluation evaluation = ClassifierEvaluation.of(scored, "tree", LABELS);

        assertThat(evaluation.accuracy()).isEqualTo(spark.accuracy());
        assertThat(evaluation.logLoss()).isCloseTo(spark.logLoss(Math.ulp(1.0)), within(1e-12));
        for (int label = 0; label < 3; label++) {
            assertThat(evaluation.precision().get(label)).isEqualTo(spark.precision(label));
            assertThat(evaluation.recall().get(label)).isEqualTo(spark.recall(label));
        }
    }

    @Test
    void noRowIsNoEvaluation() {
        assertThatThrownBy(() -> ClassifierEvaluation.of(scored(), "tree", LABELS))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("There is no row to judge the classifier on.");
    }

    @Test
    void theConfusionMatrixIsWrittenAsJson() throws Exception {
        ClassifierEvaluation.of(scored(row("ash", "beech", 0.4, 0.5, 0.1)), "tree", List.of("ash", "beech", "<cedar>"))
                .write(folder);

        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("confusion_matrix.json").toFile()))
                .hasToString(
                        "{\"labels\":[\"ash\",\"beech\",\"<cedar>\"],\"true_by_predicted\":[[0,1,0],[0,0,0],[0,0,0]]}");
    }

    private static Row row(String truth, String prediction, double... probability) {
        List<Double> values = new ArrayList<>();
        for (double value : probability) {
            values.add(value);
        }
        return RowFactory.create(truth, prediction, values);
    }

    private static Dataset<Row> scored(Row... rows) {
        return SPARK.createDataFrame(
                List.of(rows),
                new StructType()
                        .add("tree", "string")
                        .add("prediction", "string")
                        .add("probability", DataTypes.createArrayType(DataTypes.DoubleType, false)));
    }
}
