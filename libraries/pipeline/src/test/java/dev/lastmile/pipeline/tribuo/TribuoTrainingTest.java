package dev.lastmile.pipeline.tribuo;

import static dev.lastmile.testing.SharedSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.tribuo.TribuoRows;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.fixture.TrackingStub;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.testing.SharedSpark;
import dev.lastmile.tracking.ModelVersion;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

class TribuoTrainingTest {
    private final LinearSGDTrainer trainer = trainer();

    @TempDir
    Path root;

    @Test
    void everyParameterOfTheTrainerAndOfItsPartsHasAName() {
        assertThat(TribuoTraining.parameters(trainer))
                .containsEntry("LinearSGDTrainer.epochs", "3")
                .containsEntry("LinearSGDTrainer.seed", "7")
                .containsEntry("LinearSGDTrainer.objective", "LogMulticlass")
                .containsEntry("LinearSGDTrainer.optimiser", "AdaGrad")
                .containsEntry("LinearSGDTrainer.optimiser.initialLearningRate", "0.5");
    }

    @Test
    void theModelAndItsProvenanceAreKept() throws Exception {
        Model<Label> model = trainer.train(new TribuoRows(List.of("a", "b"))
                .dataset(new double[][] {{0, 1}, {1, 0}}, new String[] {"yes", "no"}, "a test"));

        Map<String, byte[]> files = TribuoTraining.files(model);

        Model<?> read = Model.deserializeFromStream(new ByteArrayInputStream(files.get("tribuo/model.tribuo")));
        assertThat(read.getProvenance()).isEqualTo(model.getProvenance());
        assertThat(new String(files.get("tribuo/provenance.txt"), StandardCharsets.UTF_8))
                .contains("a test")
                .contains("epochs = 3");
    }

    @Test
    void aClassifierIsTrainedOnRowsInTheOrderOfTheirIdsAndCompared() throws Exception {
        Object[][] trees = {
            row(1L, List.of(0.0, 1.0), "ash"), row(2L, List.of(1.0, 0.0), "beech"), row(3L, List.of(0.1, 0.9), "ash")
        };
        Object[][] shuffled = {trees[2], trees[0], trees[1]};
        TribuoTraining training = new TribuoTraining("id", "features", List.of("a", "b"), "tree");
        ModelVersion features = new ModelVersion(
                "tree-features", "7", "READY", "run-0", "", Map.of("lastmile.digest", "sha256:abc"), List.of());

        try (TrackingStub tracking = new TrackingStub();
                RunLog log = new RunLog(new Project("trees", root, Map.of()), tracking.client(), "1")) {
            TrainingRows rows = new TrainingRows(rows(trees), rows(trees));
            Candidate candidate = training.candidate(log, "trees", trainer(), rows, "a test", features);

            assertThat(candidate.parity().passed()).isTrue();
            assertThat(candidate.parity().rows()).isEqualTo(3);
            assertThat(candidate.tags()).containsEntry("lastmile.features.version", "7");
            assertThat(tracking.parameters()).containsEntry("LinearSGDTrainer.epochs", "3");
            assertThat(training.export(trainer().train(training.examples(rows(shuffled), "a test"))))
                    .isEqualTo(candidate.onnx());
        }
    }

    private static Dataset<Row> rows(Object[]... trees) {
        return SharedSpark.rows("id bigint, features array<double>, tree string", trees);
    }

    private static LinearSGDTrainer trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 3, 7L);
    }
}
