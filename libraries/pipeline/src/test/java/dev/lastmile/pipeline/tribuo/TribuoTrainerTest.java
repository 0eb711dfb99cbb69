package dev.lastmile.pipeline.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.metrics.ThresholdRule;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingTask;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

class TribuoTrainerTest {
    private static final List<String> NAMES =
            IntStream.range(0, MixedRows.WIDTH).mapToObj(i -> "f" + i).toList();

    @TempDir
    Path root;

    @Test
    void aClassifierIsTrainedOnLabelsOfAnyTypeAndJudged() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 300, "int", score -> score < 0 ? 10 : 9)) {
            TrainingTask task = named(mixed.task("tribuo"));
            Candidate candidate = trainer().candidate(mixed.log(), task);

            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), mixed.heldOut(), "label");
            ClassifierEvaluation evaluation = (ClassifierEvaluation) gate.evaluate(mixed.features(), candidate.onnx());
            assertThat(evaluation.labels()).containsExactly("10", "9");
            assertThat(evaluation.accuracy()).isGreaterThan(0.8);
        }
    }

    @Test
    void aLabelThatTribuoOrOnnxRuntimeCannotRepresentIsRejectedBeforeTraining() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 60, "string", score -> score < 0 ? "🌵" : "a")) {
            assertThatThrownBy(() -> trainer().check(named(mixed.task("tribuo"))))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("such as an emoji");
        }
        try (MixedRows mixed = new MixedRows(root, 60, "string", score -> score < 0 ? "" : "a")) {
            assertThatThrownBy(() -> trainer().check(named(mixed.task("tribuo"))))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("Tribuo takes for unknown");
        }
    }

    @Test
    void aThresholdBecomesPartOfTheGraph() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 400, "string", score -> score < 1 ? "b" : "a")) {
            Candidate candidate = trainer()
                    .withThreshold(ThresholdRule.recallAtLeast(0.95).of("a"))
                    .candidate(mixed.log(), named(mixed.task("tribuo")));

            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            assertThat(candidate.parity().digest()).isEqualTo(candidate.onnx().digest());
            double threshold = Double.parseDouble(
                    mixed.tracking().client().run(mixed.log().runId()).params().get("threshold.value"));
            assertThat(threshold).isLessThan(0.5);
            assertThat(mixed.batch(candidate.onnx()))
                    .allSatisfy(row -> assertThat(row.<String>getAs("prediction"))
                            .isEqualTo(
                                    row.<Double>getList(row.fieldIndex("probability"))
                                                            .get(0)
                                                    > threshold
                                            ? "a"
                                            : "b"));
            assertThat(mixed.registry().register(mixed.log(), candidate).version())
                    .isEqualTo("1");
        }
    }

    private static TribuoTrainer trainer() {
        return new TribuoTrainer(new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 20, 7L));
    }

    private static TrainingTask named(TrainingTask task) {
        return new TrainingTask(
                task.name(),
                TrainingColumns.of(List.of("id"), "features", NAMES, "label"),
                task.rows(),
                task.description(),
                task.features());
    }
}
