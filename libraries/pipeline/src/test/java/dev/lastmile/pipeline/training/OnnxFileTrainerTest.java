package dev.lastmile.pipeline.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.fixture.MixedRows;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTrainerTest {
    @TempDir
    Path root;

    @Test
    void aFileMadeElsewhereGoesTheSameWay() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 200, "string", score -> score < 0 ? "no" : "yes")) {
            TrainingTask task = mixed.task("imported");
            OnnxModel made = SparkMlTrainer.of(new LogisticRegression())
                    .candidate(mixed.log(), task)
                    .onnx();

            Candidate candidate = new OnnxFileTrainer(file(made)).candidate(mixed.log(), task);

            assertThat(candidate.onnx()).isEqualTo(made);
            assertThat(candidate.parity().passed())
                    .as(candidate.parity().summary())
                    .isTrue();
            assertThat(candidate.parity().rows()).isEqualTo(40);
            ChampionGate gate = new ChampionGate(mixed.registry(), mixed.log(), mixed.heldOut(), "label");
            assertThat(gate.evaluate(mixed.features(), candidate.onnx())).isInstanceOf(ClassifierEvaluation.class);
            assertThat(mixed.registry().register(mixed.log(), candidate).version())
                    .isEqualTo("1");
        }
    }

    @Test
    void whatCannotBeServedIsRejected() throws Exception {
        try (MixedRows mixed = new MixedRows(root, 100, "double", score -> score)) {
            TrainingTask task = mixed.task("imported");
            OnnxModel made = SparkMlTrainer.of(new LinearRegression())
                    .candidate(mixed.log(), task)
                    .onnx();
            TrainingColumns columns = TrainingColumns.of(List.of("id"), "more", List.of(), "label");
            TrainingTask other = new TrainingTask("imported", columns, more(task.rows()), "a test", task.features());

            assertThatThrownBy(() -> new OnnxFileTrainer(file(made)).check(other))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("has the inputs [features], and the features are in more");
            assertThatThrownBy(() -> new OnnxFileTrainer(root.resolve("none.onnx")).check(task))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("none.onnx cannot be read");
            Path text = Files.writeString(root.resolve("text.onnx"), "not a model");
            assertThatThrownBy(() -> new OnnxFileTrainer(text).check(task))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("text.onnx cannot be loaded");
        }
    }

    private static TrainingRows more(TrainingRows rows) {
        return new TrainingRows(
                rows.training().withColumnRenamed("features", "more"),
                rows.heldOut().withColumnRenamed("features", "more"));
    }

    private Path file(OnnxModel model) throws Exception {
        return Files.write(root.resolve("model.onnx"), model.bytes());
    }
}
