package dev.lastmile.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.fixture.TrackingStub;
import dev.lastmile.tracking.ModelVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    private static final DatasetName TREES = DatasetName.parse("interim.trees");

    @TempDir
    Path root;

    private TrackingStub tracking;
    private RunLog log;

    @BeforeEach
    void open() throws Exception {
        tracking = new TrackingStub();
        log = new RunLog(new Project("trees", root, Map.of()), tracking.client(), "7");
    }

    @AfterEach
    void close() {
        log.close();
        tracking.close();
    }

    @Test
    void aModelThatIsUsedIsInTheTagsAndInTheLineageWithItsDigest() {
        log.logModelInput(features("3", "sha256:abc"));

        assertThat(tracking.tags())
                .containsOnly(
                        entry("lastmile.model.tree-features", "3"),
                        entry("lastmile.model.tree-features.digest", "sha256:abc"));
        assertThat(log.lineage().notes()).isEqualTo(tracking.tags());
    }

    @Test
    void aPublishedSnapshotIsInTheTagsWithItsRowsAsAMetric() {
        log.logDatasetOutput(snapshot("run-7", Map.of()));

        assertThat(tracking.tags()).containsOnly(entry("lastmile.output.lake.interim.trees", "42"));
        assertThat(tracking.metrics()).containsOnly(entry("rows.trees", "150.0"));
    }

    @Test
    void aPartOfARunHasKeysOfItsOwn() {
        log.logModelInput(features("3", "sha256:abc"));
        log.logDatasetOutput(snapshot("run-7-champion", Map.of()));
        log.logInputsOfPart("champion");

        assertThat(tracking.tags())
                .containsEntry("lastmile.part.champion.output.lake.interim.trees", "42")
                .containsEntry("lastmile.part.champion.model.tree-features", "3")
                .containsEntry("lastmile.part.champion.model.tree-features.digest", "sha256:abc");
    }

    @Test
    void aSnapshotIsMadeByAVersionOnlyWithItsNumberAndItsDigest() {
        Snapshot snapshot = snapshot(
                "run-7",
                Map.of("lastmile.model.tree-features", "3", "lastmile.model.tree-features.digest", "sha256:abc"));

        assertThat(Lineage.isMadeBy(snapshot, features("3", "sha256:abc"))).isTrue();
        assertThat(Lineage.isMadeBy(snapshot, features("4", "sha256:abc"))).isFalse();
        assertThat(Lineage.isMadeBy(snapshot, features("3", "sha256:def"))).isFalse();
    }

    @Test
    void temporaryFoldersAreDeletedWithTheLog() throws Exception {
        Path folder = log.temporaryFolder("model");
        Files.writeString(folder.resolve("file"), "content");

        log.close();

        assertThat(folder.getParent()).doesNotExist();
    }

    private static ModelVersion features(String version, String digest) {
        return new ModelVersion(
                "tree-features",
                version,
                "READY",
                "run-0",
                "runs:/run-0/model",
                Map.of("lastmile.digest", digest),
                List.of());
    }

    private static Snapshot snapshot(String tag, Map<String, String> summary) {
        return new Snapshot(TREES, 42, 150, tag, summary, Instant.EPOCH);
    }
}
