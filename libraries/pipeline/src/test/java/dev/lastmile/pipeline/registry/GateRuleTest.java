package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class GateRuleTest {
    private static final ModelCost COST = new ModelCost(1000, 0.5);

    @Test
    void aConstraintIsKeptOrNamedWithItsValue() {
        Evaluation evaluation = binary(0.9, 1000);

        assertThat(GateRule.byTask().require("recall(\"1\") >= 0.01").rejections(evaluation, COST))
                .isEmpty();
        assertThat(GateRule.byTask()
                        .require("recall(\"1\") >= 0.999")
                        .require("model_size <= 999")
                        .require("latency <= 0.4")
                        .require("brier <= 1e-9")
                        .rejections(evaluation, COST))
                .hasSize(4)
                .anyMatch(reason -> reason.startsWith("recall(\"1\") >= 0.999 is not met: it is 0."))
                .contains("model_size <= 999 is not met: it is 1000.0000", "latency <= 0.4 is not met: it is 0.5000");
    }

    @Test
    void aLabelThatDoesNotExistIsNamedWithThoseThatDo() {
        assertThat(GateRule.byTask().require("recall(\"yes\") >= 0.3").rejections(binary(0.9, 200), COST))
                .containsExactly("recall(\"yes\") >= 0.3 cannot be checked: the model's labels are [0, 1]");
    }

    @Test
    void aLabelOfAnyCharactersCanBeNamed() {
        assertThat(GateRule.byTask()
                        .require("recall(\"<=50K, \"C#\" )\") >= 0.3")
                        .rejections(binary(0.9, 200), COST)
                        .get(0))
                .startsWith("recall(\"<=50K, \"C#\" )\") >= 0.3 cannot be checked");
    }

    @Test
    void whatIsNotARuleIsRejectedWhenItIsWritten() {
        assertThatThrownBy(() -> GateRule.on("acuracy"))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The gate's metric acuracy does not exist. Name one of roc_auc, pr_auc,");
        assertThatThrownBy(() -> GateRule.byTask().require("recall > 0.3")).hasMessageContaining("is not of the form");
        assertThatThrownBy(() -> GateRule.byTask().require("log_loss(\"1\") <= 0.3"))
                .hasMessageContaining("names no metric that exists");
        assertThatThrownBy(() -> GateRule.byTask().require("recall >= 0.3.1")).hasMessageContaining("no number");
    }

    @Test
    void theMetricFollowsFromTheTask() {
        assertThat(GateRule.byTask().primary(binary(0.9, 200))).isEqualTo(Metric.PR_AUC);
        assertThat(GateRule.byTask().primary(regression(1))).isEqualTo(Metric.RMSE);
        assertThat(GateRule.on("mae").primary(regression(1))).isEqualTo(Metric.MAE);
    }

    @Test
    void aModelThatIsNotBetterThanTheBaselineIsRejectedByItsNumbers() {
        assertThat(GateRule.byTask().rejections(regression(1000), COST))
                .singleElement()
                .asString()
                .startsWith("rmse ")
                .contains("is not better than the baseline's");
        assertThat(GateRule.byTask().rejections(regression(1), COST)).isEmpty();
    }

    @Test
    void aMetricThatTheModelLacksIsAReason() {
        assertThat(GateRule.on("pr_auc").rejections(regression(1), COST))
                .containsExactly("the model has no pr_auc on these rows");
    }

    @Test
    void anImprovementHasToBeBeyondChance() {
        Evaluation champion = regression(1.0);
        Evaluation better = regression(0.5);
        Evaluation same = regression(1.0001);

        assertThat(GateRule.byTask().improvingBy(0.1, 0.95).rejection(better, champion))
                .isEmpty();
        assertThat(GateRule.byTask()
                        .improvingBy(0.1, 0.95)
                        .rejection(same, champion)
                        .orElseThrow())
                .startsWith("the advantage in rmse over the champion is above ")
                .endsWith("at confidence 0.95, and the rule wants it above 0.1");
        assertThat(GateRule.byTask().rejection(same, champion).orElseThrow())
                .startsWith("rmse 0.9")
                .contains("is worse than the champion's");
        assertThat(GateRule.byTask().notWorseBy(0.01, 0.95).rejection(same, champion))
                .isEmpty();
        assertThat(GateRule.byTask().notWorseBy(0.01, 0.95).rejection(champion, better))
                .isPresent();
    }

    @Test
    void theRuleIsStatedInWords() {
        assertThat(GateRule.on("rmse").require("mae <= 5").notWorseBy(0.1, 0.9).text(regression(1)))
                .isEqualTo("rmse on the held-out rows is at most the champion's, and better than the baseline's;"
                        + " advantage over the champion on paired rows above -0.1 at confidence 0.9; mae <= 5");
    }

    /** One of ten rows is positive, and a score of so much quality ranks them. */
    private static Evaluation binary(double quality, int rows) {
        Random random = new Random(7);
        List<Row> scored = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            boolean positive = i % 10 == 0;
            double score = Math.min(0.99, quality * (positive ? 0.45 : 0.2) + 0.35 * random.nextDouble());
            scored.add(RowFactory.create(
                    positive ? "1" : "0", score > 0.5 ? "1" : "0", List.of(1 - score, score), (long) i));
        }
        return ClassifierEvaluation.of(
                identified(scored, "truth string, prediction string, probability array<double>, id bigint"),
                "truth",
                List.of("0", "1"));
    }

    private static Evaluation regression(double error) {
        Random random = new Random(7);
        List<Row> scored = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double truth = 10 * random.nextGaussian();
            scored.add(RowFactory.create(truth, truth + error * random.nextGaussian(), (long) i));
        }
        return RegressionEvaluation.of(identified(scored, "truth double, prediction double, id bigint"), "truth");
    }

    /** Paired by their ids, not by the predictions, which differ. */
    private static Dataset<Row> identified(List<Row> scored, String schema) {
        Dataset<Row> rows = SharedSpark.session().createDataFrame(scored, StructType.fromDDL(schema));
        Dataset<Row> ids = ScoredRows.identified(rows.select("id")).withColumnRenamed("id", "other");
        return rows.join(ids, rows.col("id").equalTo(ids.col("other")));
    }
}
