package dev.lastmile.pipeline.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRegistryTest {
    @TempDir
    Path root;

    @Test
    void aModelWithoutTheDigestOfItsFeaturesIsNotPaired() {
        // The tags alone decide, so that no server is asked.
        TrackingConfig nowhere = TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:1"));
        ModelVersion model = new ModelVersion(
                "trees",
                "3",
                "READY",
                "run-1",
                "runs:/run-1/model",
                Map.of("lastmile.features.name", "tree-features", "lastmile.features.version", "7"),
                List.of());
        try (TrackingClient tracking = new TrackingClient(nowhere)) {
            ModelRegistry registry = new ModelRegistry(new Project("trees", root, Map.of()), tracking);

            assertThatThrownBy(() -> registry.pair(model))
                    .isInstanceOf(StepException.class)
                    .hasMessage("trees/3 has no tag lastmile.features.digest, which the training step sets."
                            + " Run: make pipeline, or promote another version.");
        }
    }
}
