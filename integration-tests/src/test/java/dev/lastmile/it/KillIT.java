package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGKILL at the places where something lasting has just changed: nothing half made shows, and the next run succeeds. */
class KillIT {
    private static final Sandbox SANDBOX = new Sandbox();
    private static Observer observer;

    @BeforeAll
    static void aProjectThatHasRunOnce() {
        SANDBOX.pipeline();
        observer = new Observer(SANDBOX);
    }

    @AfterAll
    static void stop() {
        observer.close();
        SANDBOX.close();
    }

    @Test
    void aStepKilledBetweenAVersionAndItsAliasLeavesNothingHalfMadeAndSucceedsWhenRunAgain() {
        killAndRunAgain("between-version-and-alias", "train-classifier");
    }

    @Tag("long")
    @ParameterizedTest(name = "{1} killed at {0}")
    @CsvSource({
        "before-commit, raw-data",
        "after-commit, raw-data",
        "after-publish, raw-data",
        "after-tag, raw-data",
        "before-commit, interim-data",
        "after-commit, interim-data",
        "after-tag, interim-data",
        "after-publish, interim-data",
        "before-commit, processed-data",
        "after-commit, processed-data",
        "after-tag, processed-data",
        "after-publish, processed-data",
        "upload, train-features",
        "upload, train-classifier",
    })
    void theSameAtEveryOtherBoundaryOfEveryStep(String boundary, String step) {
        killAndRunAgain(boundary, step);
    }

    private static void killAndRunAgain(String boundary, String step) {
        String before = observer.state();

        SANDBOX.killAt(boundary, step);

        observer.nothingIsHalfMade();
        boolean published = boundary.equals("after-publish") || boundary.equals("between-version-and-alias");
        if (published) {
            assertThat(observer.state()).isNotEqualTo(before);
        } else {
            assertThat(observer.state()).isEqualTo(before);
        }

        String output = SANDBOX.run(step).succeeded().output();

        assertThat(output).contains("was killed; what it had not published is dropped");
        assertThat(runs(step).get(1).status()).isEqualTo(RunStatus.KILLED);
        assertThat(runs(step).get(0).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(observer.state()).isNotEqualTo(before);
        observer.nothingIsHalfMade();
    }

    private static List<Run> runs(String step) {
        try (TrackingClient tracking = SANDBOX.tracking()) {
            return tracking.searchRuns(
                    tracking.findOrCreateExperiment("iris"), "tags.\"lastmile.step\" = '" + step + "'", 10);
        }
    }
}
