package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SparkMlTrainer;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.model.ChampionPair;
import java.nio.file.Path;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeded rows of which 2 % are positive: always "0" is right for 98 % of them. */
class ImbalancedGateTest {
    private static final String MODEL = "rare";

    @TempDir
    Path root;

    private MixedRows mixed;

    @BeforeEach
    void createRows() throws Exception {
        mixed = new MixedRows(root, 6000, "int", score -> score > 2.25 ? 1 : 0);
    }

    @AfterEach
    void close() {
        mixed.close();
    }

    @Test
    void aConstantModelIsNeverPromotedOverABetterRankingOne() {
        Promotion ranking = promote(SparkMlTrainer.of(new LogisticRegression()), GateRule.byTask());
        // A tree without a split gives every row the share of positives.
        Promotion constant = promote(
                SparkMlTrainer.of(new RandomForestClassifier().setNumTrees(1).setMinInfoGain(1)), GateRule.byTask());
        // Coefficients next to 0 still rank, but every row is "0".
        Promotion shrunk = promote(SparkMlTrainer.of(new LogisticRegression().setRegParam(1e6)), GateRule.byTask());

        assertThat(ranking.moves()).as(ranking.reason()).isTrue();
        assertThat(ranking.gate()).startsWith("pr_auc on the held-out rows is at least the champion's");
        assertThat(constant.moves()).isFalse();
        assertThat(constant.reason())
                .contains("pr_auc 0.0", "is not better than the baseline's 0.0", "predicts 0 for every row");
        assertThat(constant.challengerMetrics().get("accuracy")).isGreaterThan(0.97);
        assertThat(shrunk.moves()).isFalse();
        assertThat(shrunk.reason()).contains("the model predicts 0 for every row, and the champion does not");
        assertThat(mixed.tracking().alias(MODEL, "champion")).isEqualTo("1");
    }

    @Test
    void aConstantModelIsNotTheFirstChampionEither() {
        Promotion constant = promote(
                SparkMlTrainer.of(new RandomForestClassifier().setNumTrees(1).setMinInfoGain(1)), GateRule.byTask());

        assertThat(constant.moves()).isFalse();
        assertThat(mixed.tracking().alias(MODEL, "champion")).isNull();
    }

    @Test
    void aThresholdRaisesRecallAndIsNotHeldAgainstAModel() {
        promote(SparkMlTrainer.of(new LogisticRegression()), GateRule.byTask());
        GateRule rule = GateRule.on("pr_auc")
                .require("recall(\"1\") >= 0.3")
                .require("model_size <= 1e6")
                .require("latency <= 1000");
        Promotion careful = promote(
                SparkMlTrainer.of(new LogisticRegression())
                        .withThreshold(ThresholdRule.recallAtLeast(0.95).of("1")),
                rule);

        assertThat(careful.moves()).as(careful.reason()).isTrue();
        assertThat(careful.challengerMetrics().get("recall")).isGreaterThan(0.3);
        assertThat(careful.challengerMetrics().get("accuracy"))
                .isLessThan(careful.championMetrics().get("accuracy"));
        assertThat(mixed.tracking().alias(MODEL, "champion")).isEqualTo("2");
    }

    @Test
    void theRecordKeepsTheRuleTheReasonAndTheMetricsOfBothSides() {
        promote(SparkMlTrainer.of(new LogisticRegression()), GateRule.byTask());
        promote(SparkMlTrainer.of(new LogisticRegression().setRegParam(1e6)), GateRule.byTask());

        Run record = mixed.tracking().client().searchRuns("0", "", 100).stream()
                .filter(run -> run.name().equals("promotion " + MODEL + " 2"))
                .findFirst()
                .orElseThrow();
        assertThat(record.tags())
                .containsEntry("lastmile.promotion.outcome", "kept")
                .containsEntry("lastmile.promotion.champion", "1")
                .hasEntrySatisfying(
                        "lastmile.promotion.gate",
                        gate -> assertThat(gate)
                                .startsWith(
                                        "pr_auc on the held-out rows is at least the champion's, and better than the"
                                                + " baseline's"))
                .hasEntrySatisfying(
                        "lastmile.promotion.reason",
                        reason -> assertThat(reason).contains("for every row"));
        assertThat(record.metrics())
                .containsKeys(
                        "challenger.pr_auc",
                        "challenger.pr_auc.baseline",
                        "challenger.pr_auc.lower",
                        "champion.pr_auc",
                        "champion.recall.class_1");
    }

    private Promotion promote(ModelTrainer trainer, GateRule rule) {
        mixed.startRun();
        Candidate candidate = trainer.candidate(mixed.log(), mixed.task(MODEL));
        ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), mixed.heldOut(), "label", rule);
        Evaluation evaluation = gate.evaluate(mixed.features(), candidate.onnx());
        assertThat(evaluation).isInstanceOfSatisfying(ClassifierEvaluation.class, classifier -> {
            assertThat(classifier.labels()).containsExactly("0", "1");
            assertThat(classifier.baseline().get(Metric.PR_AUC)).isBetween(0.01, 0.03);
        });
        ModelVersion version = mixed.registry().register(mixed.log(), candidate);
        Promotion decision = gate.judge(new ChampionPair(version, mixed.features()), evaluation);
        mixed.registry().promotions().decide(decision);
        return decision;
    }
}
