package dev.lastmile.pipeline.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.pipeline.fixture.RegistryStub;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelsTest {
    @Test
    void thePrimaryMetricComesFirstWithItsBaseline() throws Exception {
        try (RegistryStub tracking = new RegistryStub()) {
            assertThat(Models.metrics(
                            tracking.client(), trained(tracking.client(), Map.of("lastmile.primary_metric", "pr_auc"))))
                    .isEqualTo("pr_auc=0.4000 (baseline 0.02000) accuracy=0.9700");
        }
    }

    @Test
    void aRunOfAnOlderVersionIsShownWithoutOne() throws Exception {
        try (RegistryStub tracking = new RegistryStub()) {
            assertThat(Models.metrics(tracking.client(), trained(tracking.client(), Map.of())))
                    .isEqualTo("accuracy=0.9700 pr_auc=0.4000");
        }
    }

    private static ModelVersion trained(TrackingClient client, Map<String, String> tags) {
        String run = client.createRun("0", "train", tags).id();
        client.logBatch(
                run,
                Map.of("accuracy", 0.97, "pr_auc", 0.4, "pr_auc.baseline", 0.02, "recall.class_1", 0.3),
                Map.of(),
                Map.of());
        return new ModelVersion("rare", "1", "READY", run, "", Map.of(), List.of());
    }
}
