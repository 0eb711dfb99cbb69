package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetInputTest {
    @Test
    void rejectsWhatMlflowWouldReject() {
        assertThatThrownBy(
                        () -> new DatasetInput("lake.raw.iris", "d".repeat(37), "iceberg", "{}", null, null, Map.of()))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The dataset input lake.raw.iris has a digest of 37 characters, and MLflow takes 36."
                        + " Shorten it.");
        assertThatThrownBy(() ->
                        new DatasetInput("lake.raw.iris", "1", "iceberg", "s".repeat(65_536), null, null, Map.of()))
                .hasMessageContaining("has a source of 65536 characters");
        assertThatThrownBy(() ->
                        new DatasetInput("lake.raw.iris", "1", "iceberg", "{}", "s".repeat(1_048_576), null, Map.of()))
                .hasMessageContaining("has a schema of 1048576 characters");
        assertThatThrownBy(() -> new DatasetInput("n".repeat(501), "1", "iceberg", "{}", null, null, Map.of()))
                .hasMessageContaining("has a name of 501 characters");
        assertThatThrownBy(() -> new DatasetInput("lake.raw.iris", "", "iceberg", "{}", null, null, Map.of()))
                .hasMessage("The dataset input lake.raw.iris has no digest. Give it one.");
    }
}
