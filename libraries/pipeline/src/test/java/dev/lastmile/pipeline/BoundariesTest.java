package dev.lastmile.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class BoundariesTest {
    @TempDir
    Path folder;

    @AfterEach
    void disable() {
        System.clearProperty(Boundaries.ENABLED);
    }

    @Test
    void aVariableAloneStopsNoStep() {
        Boundaries.reached(paused(), Boundaries.UPLOAD);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aPauseThatNobodyEndsFailsTheStep() {
        System.setProperty(Boundaries.ENABLED, "true");

        assertThatThrownBy(() -> Boundaries.reached(paused(), Boundaries.UPLOAD, Duration.ofSeconds(1)))
                .isInstanceOf(StepException.class)
                .hasMessage("The pause at upload has lasted 1 s, longer than a test takes. Unset LASTMILE_PAUSE_AT.");
        assertThat(folder.resolve("models/paused")).doesNotExist();
    }

    @Test
    void anotherBoundaryIsPassed() {
        System.setProperty(Boundaries.ENABLED, "true");

        Boundaries.reached(paused(), Boundaries.BETWEEN_VERSION_AND_ALIAS);

        assertThat(folder).isEmptyDirectory();
    }

    private Project paused() {
        return new Project("iris", folder, Map.of(Boundaries.VARIABLE, Boundaries.UPLOAD));
    }
}
