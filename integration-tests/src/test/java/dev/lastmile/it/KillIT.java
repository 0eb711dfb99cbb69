package dev.lastmile.it;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SIGKILL at the places where something lasting has just changed: nothing half made shows, and the next run succeeds. */
@Tag("long")
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

    @ParameterizedTest(name = "{1} killed at {0}")
    @CsvSource({
        "between-version-and-alias, train-model",
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
        "upload, train-model",
    })
    void aStepThatIsKilledLeavesNothingHalfMadeAndSucceedsWhenRunAgain(String boundary, String step) {
        observer.killAndRunAgain(boundary, step);
    }
}
