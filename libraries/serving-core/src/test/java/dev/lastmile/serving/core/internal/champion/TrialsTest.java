package dev.lastmile.serving.core.internal.champion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.internal.champion.Trials.Trial;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialsTest {
    private static final ChampionPairRef PAIR = pair("4", "a", "b");

    @TempDir
    Path cache;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = cache.resolve("iris-classifier/champion.trial-4-" + "a".repeat(12) + ".json");
    }

    @Test
    void anAttemptIsOnDiskUntilThePairServes() throws IOException {
        Trial trial = trials().begin(PAIR);
        assertThat(file).content().contains("\"attempts\" : 1", "\"iris-classifier\"", "\"started\" : \"20");

        trial.passed();
        trial.withdraw();

        assertThat(file).doesNotExist();
        trials().begin(PAIR).withdraw();
        assertThat(file).as("an exception is not a death").doesNotExist();
    }

    @Test
    void twoDeathsQuarantineThePairUntilTheFileIsDeleted() throws IOException {
        dieIn(PAIR);
        assertThatCode(() -> trials().requireReleased(PAIR)).doesNotThrowAnyException();
        trials().begin(PAIR).withdraw();
        assertThat(file).as("a death is counted until the pair has served").exists();
        dieIn(PAIR);

        assertThatThrownBy(() -> trials().begin(PAIR))
                .isInstanceOf(UntriedPairException.class)
                .hasMessageMatching("iris-classifier/4 with iris-features/2 is quarantined: the service crashed 2 times"
                        + " while it loaded and tried this version, last at 20\\S+\\. Register another version, or"
                        + " delete \\Q" + file + "\\E to try this one again\\.");
        assertThatThrownBy(() -> trials().requireReleased(PAIR)).isInstanceOf(UntriedPairException.class);

        Files.delete(file);
        trials().begin(PAIR).passed();
    }

    @Test
    void anotherVersionOrDigestIsNotQuarantined() throws IOException {
        dieIn(PAIR);
        dieIn(PAIR);

        trials().begin(pair("5", "a", "b")).passed();
        trials().begin(pair("4", "c", "b")).passed();
        trials().begin(pair("4", "a", "c")).passed();
    }

    @Test
    void aDamagedFileIsNoDeath() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");

        trials().begin(PAIR).passed();
    }

    @Test
    void anAttemptOfALivingProcessIsNoDeath() {
        Trial living = trials().begin(PAIR);
        Trials other = new Trials(cache, "iris-classifier", "champion", Duration.ofMillis(50));

        assertThatThrownBy(() -> other.begin(PAIR))
                .isInstanceOf(UntriedPairException.class)
                .hasMessage("Another process is trying a new champion in " + cache.resolve("iris-classifier")
                        + ". iris-classifier/4 with iris-features/2 is tried after it.");

        living.passed();
        other.begin(PAIR).passed();
    }

    @Test
    void anOrderlyStopIsNoDeath() {
        Trials stopping = trials();
        stopping.begin(PAIR);

        stopping.close();

        assertThat(file).doesNotExist();
        assertThatThrownBy(() -> stopping.begin(PAIR)).hasMessageStartingWith("The service is stopping.");
        trials().begin(PAIR).passed();
    }

    @Test
    void anInterruptedThreadEndsItsAttempt() throws IOException {
        dieIn(PAIR);
        Trial trial = trials().begin(PAIR);
        Thread.currentThread().interrupt();
        try {
            trial.withdraw();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(file).content().contains("\"attempts\" : 1");
    }

    @Test
    void aCacheThatCannotBeWrittenDoesNotKeepThePairFromServing() throws IOException {
        Files.writeString(cache.resolve("iris-classifier"), "a file in place of the folder");

        trials().begin(PAIR).passed();
    }

    // What a process that dies in an attempt leaves behind.
    private void dieIn(ChampionPairRef pair) throws IOException {
        Trial dying = trials().begin(pair);
        String left = Files.readString(file);
        dying.withdraw();
        Files.writeString(file, left);
    }

    private Trials trials() {
        return new Trials(cache, "iris-classifier", "champion");
    }

    private static ChampionPairRef pair(String version, String model, String features) {
        return new ChampionPairRef(
                new ModelVersionRef("iris-classifier", version, "sha256:" + model.repeat(64)),
                new ModelVersionRef("iris-features", "2", "sha256:" + features.repeat(64)));
    }
}
