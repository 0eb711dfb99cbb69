package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.fixture.Lakes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTest {
    Path root;
    SparkSession spark;
    Lake lake;

    @BeforeEach
    void open(@TempDir Path folder) {
        root = folder.resolve("a project");
        spark = Lakes.session(root);
        lake = new Lake(spark, Lakes.config(root));
    }

    @Test
    void whatIsPublishedIsReadBackUnderItsContract() {
        Snapshot snapshot = publish("run-1", row(1L, 0.2, "setosa"), row(2L, 2.1, null));

        assertThat(snapshot.rows()).isEqualTo(2);
        assertThat(snapshot.tag()).isEqualTo("run-1");
        assertThat(snapshot.contract()).isEqualTo(flowers());
        Dataset<Row> rows = lake.read(flowers(), SnapshotRef.current());
        assertThat(rows.schema().fields())
                .extracting(field -> field.name() + " " + field.dataType().simpleString() + " " + field.nullable())
                .containsExactly("id bigint false", "width double false", "species string true");
        assertThat(rows.orderBy("id").collectAsList())
                .extracting(Row::mkString)
                .containsExactly("10.2setosa", "22.1null");
    }

    @Test
    void aPublicationReplacesTheRowsAndKeepsHistory() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"));
        Snapshot second = publish("run-2", row(5L, 5.0, "setosa"), row(6L, 6.0, "setosa"));

        assertThat(lake.current(FLOWERS)).contains(second);
        assertThat(lake.history(FLOWERS)).containsExactly(second, first);
        assertThat(ids(SnapshotRef.current())).containsExactly(5L, 6L);
        assertThat(ids(SnapshotRef.id(first.id()))).containsExactly(1L);
        assertThat(ids(SnapshotRef.tag("run-1"))).containsExactly(1L);
        assertThat(refs()).containsExactly("main", "run-1", "run-2");
    }

    @Test
    void anUnpublishedDatasetIsEmptyAndReadingItSaysWhatToDo() {
        assertThat(lake.current(FLOWERS)).isEmpty();
        assertThat(lake.history(FLOWERS)).isEmpty();
        lake.abandon(FLOWERS, "run-1");
        assertThatThrownBy(() -> lake.read(flowers(), SnapshotRef.current()))
                .isInstanceOf(LakeException.class)
                .hasMessage("There is no lake.raw.flowers yet. Run the step that publishes it.");
    }

    @Test
    void aSnapshotThatIsNotThereIsNamedWithTheNewestOne() {
        Snapshot snapshot = publish("run-1", row(1L, 1.0, "setosa"));
        assertThatThrownBy(() -> lake.read(flowers(), SnapshotRef.tag("run-9")))
                .hasMessage("lake.raw.flowers has no published tag run-9. The newest is snapshot " + snapshot.id()
                        + " with tag run-1, one of 1.");
    }

    @Test
    void theSummaryKeepsLineageAndContract() {
        Snapshot snapshot = lake.publish(
                Lakes.flowers(spark, row(1L, 1.0, null)),
                flowers(),
                new Publication("run-1", Map.of("lastmile.model.Iris-Features", "3"), PublishObserver.NONE));

        assertThat(snapshot.summary())
                .containsEntry("lastmile.model.Iris-Features", "3")
                .containsEntry("lastmile.tag", "run-1")
                .containsEntry("lastmile.contract.digest", flowers().digest())
                .containsEntry("lastmile.contract", flowers().definition().compactJson());
    }

    @Test
    void theContractLiesBesideTheData() {
        publish("run-1", row(1L, 1.0, "setosa"));
        Path file = root.resolve("data/lake/raw/flowers/contracts/" + flowers().digest() + ".json");
        assertThat(file).hasContent(flowers().json());
    }

    @Test
    void aContractFileThatAKilledRunLeftEmptyIsWrittenAgain() throws Exception {
        publish("run-1", row(1L, 1.0, "setosa"));
        Path file = root.resolve("data/lake/raw/flowers/contracts/" + flowers().digest() + ".json");
        Files.writeString(file, "");
        publish("run-2", row(1L, 1.0, "setosa"));
        assertThat(file).hasContent(flowers().json());
    }

    @Test
    void theFoldersOfTheProjectHoldTheCatalogAndTheWarehouseOnly() throws Exception {
        publish("run-1", row(1L, 1.0, "setosa"));
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files).containsExactly(root.resolve("data"));
        }
        try (Stream<Path> files = Files.list(root.resolve("data"))) {
            assertThat(files).containsExactlyInAnyOrder(root.resolve("data/catalog.db"), root.resolve("data/lake"));
        }
    }

    @Test
    void everyBoundaryIsReachedInOrderAndNothingShowsBeforeTheLast() {
        publish("run-1", row(1L, 1.0, "setosa"));
        List<String> seen = new ArrayList<>();
        PublishObserver observer = (boundary, dataset) ->
                seen.add(boundary + " " + lake.current(dataset).orElseThrow().tag());
        lake.publish(Lakes.flowers(spark, row(2L, 2.0, null)), flowers(), new Publication("run-2", Map.of(), observer));
        assertThat(seen)
                .containsExactly("BEFORE_COMMIT run-1", "AFTER_COMMIT run-1", "AFTER_TAG run-1", "AFTER_PUBLISH run-2");
    }

    @Test
    void aFirstPublicationShowsNothingBeforeItsEnd() {
        List<String> seen = new ArrayList<>();
        PublishObserver observer = (boundary, dataset) -> seen.add(boundary + " "
                + lake.current(dataset).isPresent() + " "
                + spark.table(dataset.toString()).count());
        lake.publish(Lakes.flowers(spark, row(2L, 2.0, null)), flowers(), new Publication("run-2", Map.of(), observer));
        assertThat(seen)
                .containsExactly(
                        "BEFORE_COMMIT false 0", "AFTER_COMMIT false 0", "AFTER_TAG false 0", "AFTER_PUBLISH true 1");
        assertThat(spark.table(FLOWERS + ".snapshots").count()).isEqualTo(1);
    }

    @Test
    void aFailureBeforePublishingLeavesNothing() {
        publish("run-1", row(1L, 1.0, "setosa"));
        for (Boundary at : List.of(Boundary.BEFORE_COMMIT, Boundary.AFTER_COMMIT, Boundary.AFTER_TAG)) {
            PublishObserver fail = (boundary, dataset) -> {
                if (boundary == at) {
                    throw new IllegalStateException("stop at " + at);
                }
            };
            Publication publication = new Publication("run-2", Map.of(), fail);
            assertThatThrownBy(() -> lake.publish(Lakes.flowers(spark, row(2L, 2.0, null)), flowers(), publication))
                    .hasMessage("stop at " + at);
            assertThat(refs()).containsExactly("main", "run-1");
            assertThat(ids(SnapshotRef.current())).containsExactly(1L);
        }
        publish("run-2", row(2L, 2.0, null));
        assertThat(ids(SnapshotRef.current())).containsExactly(2L);
    }

    @Test
    void aTableThatLostItsPropertyStillShowsNothingBeforeTheRowsAreChecked() {
        publish("run-1", row(1L, 1.0, "setosa"));
        spark.sql("ALTER TABLE lake.raw.flowers UNSET TBLPROPERTIES ('write.wap.enabled')");
        assertThatThrownBy(() -> publish("run-2", row(2L, -1.0, "setosa"))).hasMessageContaining("the rule is min 0.0");
        assertThat(spark.table(FLOWERS.toString()).collectAsList())
                .extracting(Row::mkString)
                .containsExactly("11.0setosa");
        publish("run-3", row(3L, 3.0, "setosa"));
        assertThat(lake.history(FLOWERS)).extracting(Snapshot::tag).containsExactly("run-3", "run-1");
    }

    @Test
    void rowsThatWentStraightToMainAreReportedWithTheWayBack() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"));
        PublishObserver meddle = (boundary, dataset) -> {
            if (boundary == Boundary.BEFORE_COMMIT) {
                spark.sql("ALTER TABLE lake.raw.flowers SET TBLPROPERTIES ('write.wap.enabled'='false')");
            }
        };
        String back = "CALL lake.system.rollback_to_snapshot('raw.flowers', " + first.id() + ")";
        assertThatThrownBy(() -> lake.publish(
                        Lakes.flowers(spark, row(2L, 2.0, null)),
                        flowers(),
                        new Publication("run-2", Map.of(), meddle)))
                .isInstanceOf(LakeException.class)
                .hasMessage("lake.raw.flowers has the rows of run-2 on main, unchecked: the table's property"
                        + " write.wap.enabled was changed while they were written. Take them back with " + back
                        + ", then run the step again.");
        assertThat(refs()).containsExactly("main", "run-1");
        spark.sql(back);
        assertThat(lake.history(FLOWERS)).containsExactly(first);
    }

    @Test
    void aCheckThatSparkCannotFinishLeavesNothing() {
        PublishObserver lose = (boundary, dataset) -> {
            if (boundary == Boundary.AFTER_COMMIT) {
                deleteFiles(root.resolve("data/lake/raw/flowers/data"));
            }
        };
        assertThatThrownBy(() -> lake.publish(
                        Lakes.flowers(spark, row(2L, 2.0, null)), flowers(), new Publication("run-2", Map.of(), lose)))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("Publishing lake.raw.flowers failed: ")
                .hasMessageEndingWith(". Nothing was published.");
        assertThat(refs()).isEmpty();
    }

    @Test
    void ofTwoRunsThatOverlapTheLaterOneFailsByName() {
        publish("run-1", row(1L, 1.0, "setosa"));
        Lake other = new Lake(spark, Lakes.config(root));
        PublishObserver meanwhile = (boundary, dataset) -> {
            if (boundary == Boundary.AFTER_TAG) {
                other.publish(Lakes.flowers(spark, row(3L, 3.0, null)), flowers(), Publication.tagged("run-3"));
            }
        };

        assertThatThrownBy(() -> lake.publish(
                        Lakes.flowers(spark, row(2L, 2.0, null)),
                        flowers(),
                        new Publication("run-2", Map.of(), meanwhile)))
                .isInstanceOf(LakeException.class)
                .hasMessage("lake.raw.flowers has been published by run-3 (snapshot "
                        + lake.current(FLOWERS).orElseThrow().id()
                        + ") since run-2 began, so run-2 was not published. Run the step again.");
        assertThat(ids(SnapshotRef.current())).containsExactly(3L);
        assertThat(refs()).containsExactly("main", "run-1", "run-3");
    }

    @Test
    void ofTwoFirstRunsThatOverlapOneIsPublished() {
        Lake other = new Lake(spark, Lakes.config(root));
        PublishObserver meanwhile = (boundary, dataset) -> {
            if (boundary == Boundary.BEFORE_COMMIT) {
                other.publish(Lakes.flowers(spark, row(3L, 3.0, null)), flowers(), Publication.tagged("run-3"));
            }
        };
        assertThatThrownBy(() -> lake.publish(
                        Lakes.flowers(spark, row(2L, 2.0, null)),
                        flowers(),
                        new Publication("run-2", Map.of(), meanwhile)))
                .hasMessageContaining("lake.raw.flowers has been published by run-3");
        assertThat(ids(SnapshotRef.current())).containsExactly(3L);
        assertThat(refs()).containsExactly("main", "run-3");
    }

    @Test
    void aRunThatBeganBeforeAnotherPublishedFailsByName() {
        lake.begin(FLOWERS);
        new Lake(spark, Lakes.config(root))
                .publish(Lakes.flowers(spark, row(3L, 3.0, null)), flowers(), Publication.tagged("run-3"));
        assertThatThrownBy(() -> publish("run-2", row(2L, 2.0, null)))
                .hasMessageContaining("has been published by run-3");
        assertThat(refs()).containsExactly("main", "run-3");
    }

    @Test
    void aRunThatIsTakenForDeadByMistakeFailsByName() {
        publish("run-1", row(1L, 1.0, "setosa"));
        for (Boundary at : List.of(Boundary.AFTER_COMMIT, Boundary.AFTER_TAG)) {
            PublishObserver mistake = (boundary, dataset) -> {
                if (boundary == at) {
                    lake.abandon(dataset, "run-2");
                }
            };
            assertThatThrownBy(() -> lake.publish(
                            Lakes.flowers(spark, row(2L, 2.0, null)),
                            flowers(),
                            new Publication("run-2", Map.of(), mistake)))
                    .isInstanceOf(LakeException.class)
                    .hasMessage(
                            "What run-2 wrote to lake.raw.flowers was dropped by another run, which took it for dead."
                                    + " Run the step again.");
            assertThat(refs()).containsExactly("main", "run-1");
        }
    }

    @Test
    void rowsOfAnotherSessionAreRejected() {
        Dataset<Row> rows = Lakes.flowers(Lakes.session(root), row(1L, 1.0, null));
        assertThatThrownBy(() -> lake.publish(rows, flowers(), Publication.tagged("run-1")))
                .hasMessage("The rows for lake.raw.flowers belong to another Spark session than the lake. Read or make"
                        + " them with the session that the lake was opened on.");
        assertThat(lake.current(FLOWERS)).isEmpty();
    }

    @Test
    void aRunMayPublishInParts() {
        lake.begin(FLOWERS);
        publish("run-1-a", row(1L, 1.0, null));
        publish("run-1-b", row(2L, 2.0, null));
        assertThat(lake.history(FLOWERS)).extracting(Snapshot::tag).containsExactly("run-1-b", "run-1-a");
    }

    @Test
    void aTagNamesOneSnapshotForEver() {
        publish("run-1", row(1L, 1.0, "setosa"));
        assertThatThrownBy(() -> publish("run-1", row(2L, 2.0, null)))
                .hasMessage(
                        "lake.raw.flowers already has a snapshot run-1. A tag names one snapshot permanently: publish"
                                + " under another.");
        assertThat(ids(SnapshotRef.tag("run-1"))).containsExactly(1L);
    }

    @Test
    void abandoningAPublishedRunChangesNothing() {
        Snapshot snapshot = publish("run-1", row(1L, 1.0, "setosa"));
        publish("run-10", row(2L, 1.0, "setosa"));
        lake.abandon(FLOWERS, "run-1");
        assertThat(refs()).containsExactly("main", "run-1", "run-10");
        assertThat(lake.find(FLOWERS, SnapshotRef.tag("run-1"))).contains(snapshot);
    }

    @Test
    void abandoningAPublishedRunThatMainWasRolledBackBehindKeepsItsTag() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"));
        publish("run-2", row(2L, 1.0, "setosa"));
        spark.sql("CALL lake.system.rollback_to_snapshot('raw.flowers', " + first.id() + ")");
        lake.abandon(FLOWERS, "run-2");
        assertThat(refs()).containsExactly("main", "run-1", "run-2");
    }

    @Test
    void rowsThatSomebodyElseWritesAreNoSnapshotOfTheLake() {
        Snapshot snapshot = publish("run-1", row(1L, 1.0, "setosa"));
        spark.sql("INSERT INTO lake.raw.flowers VALUES (-1, 99.0, 'unknown')");
        assertThat(lake.current(FLOWERS)).contains(snapshot);
        assertThat(ids(SnapshotRef.current())).containsExactly(1L);
        publish("run-2", row(2L, 1.0, "setosa"));
        assertThat(ids(SnapshotRef.current())).containsExactly(2L);
        assertThat(lake.history(FLOWERS)).extracting(Snapshot::tag).containsExactly("run-2", "run-1");
    }

    @Test
    void aStepMayReplaceADatasetWithWhatItReadsFromIt() {
        publish("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"));
        Dataset<Row> rows = lake.read(flowers(), SnapshotRef.current());
        lake.publish(rows.filter("id = 2"), flowers(), Publication.tagged("run-2"));
        assertThat(ids(SnapshotRef.current())).containsExactly(2L);
    }

    @Test
    void filtersReachTheFiles() {
        publish("run-1", row(1L, 1.0, "setosa"));
        String plan = lake.read(flowers(), SnapshotRef.current())
                .filter("width > 5 and id = 1")
                .queryExecution()
                .executedPlan()
                .toString();
        assertThat(plan).contains("width > 5.0").containsPattern("filters=.*width > 5");
    }

    @Test
    void columnCommentsAreInTheTable() {
        publish("run-1", row(1L, 1.0, "setosa"));
        assertThat(spark.table("lake.raw.flowers")
                        .schema()
                        .apply("width")
                        .getComment()
                        .get())
                .isEqualTo("centimetres");
        assertThat(spark.table("lake.raw.flowers").schema().apply("width").dataType())
                .isEqualTo(DataTypes.DoubleType);
    }

    private Snapshot publish(String tag, Object[]... rows) {
        return lake.publish(Lakes.flowers(spark, rows), flowers(), Publication.tagged(tag));
    }

    private List<Long> ids(SnapshotRef ref) {
        return lake.read(flowers(), ref).orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0))
                .toList();
    }

    private static void deleteFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> refs() {
        return spark.table(FLOWERS + ".refs").orderBy("name").collectAsList().stream()
                .map(row -> row.<String>getAs("name"))
                .toList();
    }
}
