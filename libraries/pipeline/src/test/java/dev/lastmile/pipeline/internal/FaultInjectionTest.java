package dev.lastmile.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FaultInjectionTest {
    @TempDir
    Path folder;

    @AfterEach
    void disable() {
        System.clearProperty(FaultInjection.ENABLED);
    }

    @Test
    void aVariableAloneStopsNoStep() {
        FaultInjection.reached(paused(), FaultInjection.UPLOAD);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPauseThatNobodyEndsFailsTheStep() {
        System.setProperty(FaultInjection.ENABLED, "true");

        assertThatThrownBy(() -> FaultInjection.reached(paused(), FaultInjection.UPLOAD, Duration.ofSeconds(1)))
                .isInstanceOf(StepException.class)
                .hasMessage(
                        "The pause at upload has lasted 1 s, longer than a test takes. Unset LASTMILE_FAULT_INJECTION.");
        assertThat(folder.resolve("models/paused")).doesNotExist();
    }

    @Test
    void theFormerVariableStillPauses() {
        System.setProperty(FaultInjection.ENABLED, "true");
        Project project = new Project("iris", folder, Map.of("LASTMILE_PAUSE_AT", "upload"));

        assertThatThrownBy(() -> FaultInjection.reached(project, FaultInjection.UPLOAD, Duration.ofMillis(1)))
                .isInstanceOf(StepException.class);
    }

    @Test
    void anotherPointIsPassed() {
        System.setProperty(FaultInjection.ENABLED, "true");

        FaultInjection.reached(paused(), FaultInjection.BETWEEN_VERSION_AND_ALIAS);

        assertThat(folder).isEmptyDirectory();
    }

    private Project paused() {
        return new Project("iris", folder, Map.of(FaultInjection.VARIABLE, FaultInjection.UPLOAD));
    }
}
