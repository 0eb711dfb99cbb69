package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static dev.lastmile.lake.fixture.PublishingProcess.contract;
import static dev.lastmile.lake.fixture.PublishingProcess.stoppedAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.fixture.Lakes;
import dev.lastmile.lake.fixture.PublishingProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other processes work on the catalog, and die while they do. */
@Tag("ci")
class ProcessesTest {
    private final List<PublishingProcess> processes = new ArrayList<>();

    @AfterEach
    void stopProcesses() {
        processes.forEach(PublishingProcess::stop);
    }

    @Test
    void twoProcessesOnOneNewCatalogBothWriteTheirOwnDatasetsAndOneWinsTheSharedOne(@TempDir Path root)
            throws Exception {
        PublishingProcess one = started(PublishingProcess.start(root, 1, "raw.one", "raw.flowers"));
        PublishingProcess two = started(PublishingProcess.start(root, 2, "raw.two", "raw.flowers"));
        one.awaitReady();
        two.awaitReady();
        SparkSession spark = Lakes.session(root);
        Lake lake = new Lake(spark, Lakes.config(root));
        one.go();
        two.go();
        // Somebody reads meanwhile, as a notebook does: nothing, or all of it.
        while (one.isAlive() || two.isAlive()) {
            if (lake.current(FLOWERS).isPresent()) {
                assertThat(ids(lake.read(contract(FLOWERS), SnapshotRef.current())))
                        .hasSize(1);
            }
        }
        boolean onePublished = one.published();
        boolean twoPublished = two.published();

        assertThat(lake.current(DatasetName.parse("raw.one")))
                .map(Snapshot::tag)
                .contains("run-1");
        assertThat(lake.current(DatasetName.parse("raw.two")))
                .map(Snapshot::tag)
                .contains("run-2");
        assertThat(onePublished).isNotEqualTo(twoPublished);
        int winner = onePublished ? 1 : 2;
        assertThat(tags(lake, FLOWERS)).containsExactly("run-" + winner);
        assertThat((onePublished ? two : one).output())
                .contains("lake.raw.flowers has been published by run-" + winner + " (snapshot "
                        + lake.current(FLOWERS).orElseThrow().id() + ") since run-" + (3 - winner) + " began, so run-"
                        + (3 - winner) + " was not published. Run the step again.");
        assertThat(refs(spark, FLOWERS)).containsExactlyInAnyOrder("main", "run-" + winner);
        requireUnlocked(root.resolve("data/catalog.db"));
        try (Stream<Path> left = Files.list(one.workingFolder())) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("class-path.args", "go", "output", "ready");
        }
    }

    @Test
    void aProcessKilledAtAnyBoundaryLeavesNothingHalfMadeAndTheNextRunSucceeds(@TempDir Path root) throws Exception {
        PublishingProcess process = started(PublishingProcess.startUntilBoundaries(root, 1));
        SparkSession spark = Lakes.session(root);
        Lake lake = new Lake(spark, Lakes.config(root));
        for (Boundary boundary : Boundary.values()) {
            publish(lake, spark, boundary, 0);
        }
        process.awaitReady().go();
        process.killAtBoundaries();

        for (Boundary boundary : Boundary.values()) {
            DatasetName dataset = stoppedAt(boundary);
            boolean published = boundary == Boundary.AFTER_PUBLISH;
            List<String> before = published ? List.of("run-1", "run-0") : List.of("run-0");
            assertThat(tags(lake, dataset)).as("killed at " + boundary).isEqualTo(before);
            assertThat(ids(spark.table(dataset.toString()))).containsExactly(published ? 1L : 0L);
            assertThat(refs(spark, dataset).contains("wap-run-1")).isEqualTo(!published);

            lake.abandon(dataset, "run-1");
            assertThat(refs(spark, dataset).contains("wap-run-1")).isFalse();
            assertThat(refs(spark, dataset).contains("run-1")).isEqualTo(published);
            publish(lake, spark, boundary, 2);
            assertThat(tags(lake, dataset)).first().isEqualTo("run-2");
            assertThat(tags(lake, dataset).subList(1, before.size() + 1)).isEqualTo(before);
            assertThat(ids(lake.read(contract(dataset), SnapshotRef.current()))).containsExactly(2L);
        }
    }

    @Test
    void anUpsertThatIsKilledAtAnyBoundaryAndRepeatedGivesTheSameRows(@TempDir Path root) throws Exception {
        PublishingProcess process = started(PublishingProcess.startUpsertUntilBoundaries(root, 1));
        SparkSession spark = Lakes.session(root);
        Lake lake = new Lake(spark, Lakes.config(root));
        for (Boundary boundary : Boundary.values()) {
            lake.publish(
                    flowers(spark, row(0L, 9.0, "setosa"), row(1L, 9.0, "setosa")),
                    contract(stoppedAt(boundary)),
                    Publication.tagged("run-0"));
        }
        process.awaitReady().go();
        process.killAtBoundaries();

        for (Boundary boundary : Boundary.values()) {
            DatasetName dataset = stoppedAt(boundary);
            boolean published = boundary == Boundary.AFTER_PUBLISH;
            assertThat(widths(lake, dataset))
                    .as("killed at " + boundary)
                    .containsExactly("0=9.0", published ? "1=1.0" : "1=9.0");

            lake.abandon(dataset, "run-1");
            lake.upsert(flowers(spark, row(1L, 1.0, "setosa")), contract(dataset), Publication.tagged("run-2"));
            assertThat(widths(lake, dataset)).as("repeated").containsExactly("0=9.0", "1=1.0");
            assertThat(lake.current(dataset).orElseThrow().rows()).isEqualTo(2);
            assertThat(refs(spark, dataset)).doesNotContain("wap-run-1", "wap-run-2");
        }
    }

    private static List<String> widths(Lake lake, DatasetName dataset) {
        return lake.read(contract(dataset), SnapshotRef.current()).orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + "=" + row.getDouble(1))
                .toList();
    }

    private static void requireUnlocked(Path catalog) throws Exception {
        assertThat(catalog.resolveSibling("catalog.db-journal")).doesNotExist();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + catalog);
                Statement statement = connection.createStatement()) {
            statement.execute("begin exclusive");
            statement.execute("rollback");
        }
    }

    private static void publish(Lake lake, SparkSession spark, Boundary boundary, long run) {
        lake.publish(
                flowers(spark, row(run, 1.0, "setosa")),
                contract(stoppedAt(boundary)),
                Publication.tagged("run-" + run));
    }

    private PublishingProcess started(PublishingProcess process) {
        processes.add(process);
        return process;
    }

    private static List<String> tags(Lake lake, DatasetName dataset) {
        return lake.history(dataset).stream().map(Snapshot::tag).toList();
    }

    private static List<Long> ids(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(row -> row.getLong(0)).toList();
    }

    private static List<String> refs(SparkSession spark, DatasetName dataset) {
        return spark.table(dataset + ".refs").collectAsList().stream()
                .map(row -> row.<String>getAs("name"))
                .toList();
    }
}
