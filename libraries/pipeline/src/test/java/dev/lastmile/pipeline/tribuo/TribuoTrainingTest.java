package dev.lastmile.pipeline.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.tribuo.TribuoRows;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

class TribuoTrainingTest {
    private final LinearSGDTrainer trainer = trainer();

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

    private static LinearSGDTrainer trainer() {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5), 3, 7L);
    }
}
