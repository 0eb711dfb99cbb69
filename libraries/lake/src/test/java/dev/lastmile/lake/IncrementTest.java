package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are added to those that are there: appended, or in place of those with the same key. */
@Tag("ci")
class IncrementTest {
    SparkSession spark;
    Lake lake;

    @BeforeEach
    void open(@TempDir Path folder) {
        spark = Lakes.session(folder);
        lake = new Lake(spark, Lakes.config(folder));
    }

    @Test
    void aRowTakesThePlaceOfTheOneWithTheSameKeyAndOthersStay() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"), row(3L, 3.0, null));
        Snapshot second = upsert("run-2", row(2L, 20.0, "virginica"), row(4L, 4.0, "setosa"));

        assertThat(second.rows()).isEqualTo(4);
        assertThat(lake.history(FLOWERS)).containsExactly(second, first);
        assertThat(widths(SnapshotRef.current())).containsExactly("1=1.0", "2=20.0", "3=3.0", "4=4.0");
        assertThat(widths(SnapshotRef.id(first.id()))).containsExactly("1=1.0", "2=2.0", "3=3.0");
        assertThat(spark.table(FLOWERS + ".refs")
                        .select("name")
                        .as(org.apache.spark.sql.Encoders.STRING())
                        .collectAsList())
                .containsExactlyInAnyOrder("main", "run-1", "run-2");
    }

    @Test
    void anUpsertOfRowsThatAreThereChangesNoRow() {
        publish("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"));
        upsert("run-2", row(1L, 1.5, "setosa"));
        Snapshot again = upsert("run-3", row(1L, 1.5, "setosa"));

        assertThat(again.rows()).isEqualTo(2);
        assertThat(widths(SnapshotRef.current())).containsExactly("1=1.5", "2=2.0");
    }

    @Test
    void aKeyThatIsTwiceAmongTheNewRowsIsRejected() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"));

        assertThatThrownBy(() -> upsert("run-2", row(2L, 2.0, "setosa"), row(2L, 3.0, "setosa")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("column id is 2 in 2 rows")
                .hasMessageContaining("the rule is unique key id");
        assertThat(lake.current(FLOWERS)).contains(first);
        assertThat(widths(SnapshotRef.current())).containsExactly("1=1.0");
    }

    @Test
    void aDatasetWithoutAKeyCannotBeUpserted() {
        Contract contract = Lakes.contract("id|long|false", "width|double|false", "species|string|true");

        assertThatThrownBy(() -> lake.upsert(
                        Lakes.flowers(spark, row(1L, 1.0, "setosa")), contract, Publication.tagged("run-1")))
                .hasMessage("Rows of lake.raw.flowers cannot take the place of others, as its contract has no key."
                        + " Give the role key to the columns that identify a row.");
    }

    @Test
    void aBrokenRuleOfANewRowIsFoundAndTheRowsBeforeAreNotReadAgain() {
        publish("run-1", row(1L, 1.0, "setosa"));

        assertThatThrownBy(() -> append("run-2", row(2L, 31.0, "setosa"), row(3L, 3.0, "setosa")))
                .hasMessageContaining("column width is 31.0 in row {id=2")
                .hasMessageContaining("which 1 row of 2 breaks");
        assertThatThrownBy(() -> append("run-3", row(2L, 2.0, "setosa"), row(1L, 9.0, "setosa")))
                .hasMessageContaining("column id is 1 in 2 rows");
    }

    @Test
    void rulesOfTheDatasetAreAboutAllRows() {
        Contract limited = limited("{\"maxNullShare\":0.5,\"maxRowChange\":1.5}");
        lake.publish(Lakes.flowers(spark, row(1L, 1.0, "setosa"), row(2L, 1.0, null)), limited, tagged("run-1"));
        lake.append(Lakes.flowers(spark, row(3L, 1.0, "setosa"), row(4L, 1.0, null)), limited, tagged("run-2"));

        assertThatThrownBy(() -> lake.append(Lakes.flowers(spark, row(5L, 1.0, null)), limited, tagged("run-3")))
                .hasMessageContaining("column species is null in 3 of 5 rows; the rule is maxNullShare 0.5");
        // The row with the null that an upsert has replaced counts no more.
        lake.upsert(Lakes.flowers(spark, row(4L, 1.0, "setosa"), row(5L, 1.0, null)), limited, tagged("run-4"));
        Dataset<Row> many = Lakes.flowers(spark, row(2L, 1.0, null), row(4L, 1.0, null), row(5L, 1.0, null));
        assertThatThrownBy(() -> lake.upsert(many, limited, tagged("run-5")))
                .hasMessageContaining("column species is null in 3 of 5 rows");
        assertThatThrownBy(() -> lake.append(
                        spark.range(100, 120).selectExpr("id", "1.0D AS width", "'setosa' AS species"),
                        limited,
                        tagged("run-6")))
                .hasMessageContaining("there are 25 rows, and 5 in the snapshot before; the rule is maxRowChange 1.5");
    }

    @Test
    void aChangedContractIsCheckedOnAllRows() {
        publish("run-1", row(1L, 20.0, "setosa"));
        Contract narrow = Lakes.contract(
                "id|long|false|{\"comment\":\"line\",\"key\":true}",
                "width|double|false|{\"comment\":\"centimetres\",\"min\":0.0,\"max\":10.0}",
                "species|string|true|{\"allowed\":[\"setosa\",\"virginica\"]}");

        assertThatThrownBy(() -> lake.append(Lakes.flowers(spark, row(2L, 2.0, "setosa")), narrow, tagged("run-2")))
                .hasMessageContaining("column width is 20.0");
    }

    @Test
    void changesAreTheRowsThatWereAppendedOrUpserted() {
        Snapshot first = publish("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"));
        Snapshot second = append("run-2", row(3L, 3.0, "setosa"));
        Snapshot third = upsert("run-3", row(3L, 13.0, "setosa"), row(4L, 4.0, "setosa"));
        Snapshot fourth = upsert("run-4", row(4L, 14.0, "setosa"));

        assertThat(changes(first, first)).isEqualTo("NONE []");
        assertThat(changes(first, second)).isEqualTo("ADDED [3=3.0]");
        assertThat(changes(second, third)).isEqualTo("REPLACED_BY_KEY [3=13.0, 4=4.0]");
        assertThat(changes(first, third)).isEqualTo("REPLACED_BY_KEY [3=13.0, 4=4.0]");
        assertThat(changes(first, fourth)).isEqualTo("REPLACED_BY_KEY [3=13.0, 4=14.0]");
        assertThat(lake.changes(flowers(), fourth, first)).isEmpty();

        Snapshot replaced = publish("run-5", row(9L, 9.0, "setosa"));
        assertThat(lake.changes(flowers(), fourth, replaced)).isEmpty();
    }

    @Test
    void appendedSnapshotsAreReadableAndCompactedIntoOneFile() {
        appendedSnapshotsAreReadableAndCompacted(20);
    }

    @Test
    @Tag("long")
    void twoHundredAppendedSnapshotsAreReadableAndCompactedIntoOneFile() {
        appendedSnapshotsAreReadableAndCompacted(200);
    }

    private void appendedSnapshotsAreReadableAndCompacted(int snapshots) {
        Contract contract = Lakes.contract("id|long|false", "width|double|false", "species|string|true");
        for (long i = 0; i < snapshots; i++) {
            lake.append(Lakes.flowers(spark, row(i, 1.0, "setosa")), contract, tagged("run-" + i));
        }
        Snapshot before = lake.current(FLOWERS).orElseThrow();
        Snapshot first = lake.find(FLOWERS, SnapshotRef.tag("run-0")).orElseThrow();
        assertThat(before.rows()).isEqualTo(snapshots);
        List<String> rows = widths(lake.read(contract, SnapshotRef.current()));
        assertThat(rows).hasSize(snapshots).startsWith("0=1.0", "1=1.0").endsWith((snapshots - 1) + "=1.0");
        assertThat(spark.table(FLOWERS + ".files").count()).isGreaterThanOrEqualTo(snapshots);

        Snapshot compacted = lake.compact(FLOWERS, "compact-1").orElseThrow();

        assertThat(compacted.rows()).isEqualTo(snapshots);
        assertThat(compacted.summary()).containsEntry(Snapshot.COMPACTS, Long.toString(before.id()));
        assertThat(spark.table(FLOWERS + ".files").count()).isEqualTo(1);
        assertThat(lake.history(FLOWERS)).hasSize(snapshots + 1).first().isEqualTo(compacted);
        assertThat(widths(lake.read(contract, SnapshotRef.current()))).isEqualTo(rows);
        assertThat(widths(lake.read(contract, SnapshotRef.id(before.id())))).isEqualTo(rows);
        assertThat(widths(lake.read(contract, SnapshotRef.id(first.id())))).containsExactly("0=1.0");
        assertThat(lake.compact(FLOWERS, "compact-2")).isEmpty();
    }

    @Test
    void compactionDropsReplacedRowsFromTheFilesAndIsNoChange() {
        publish("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"));
        upsert("run-2", row(2L, 3.0, "setosa"));
        Snapshot before = upsert("run-3", row(2L, 4.0, "setosa"), row(3L, 3.0, "setosa"));
        Snapshot compacted = lake.compact(FLOWERS, "compact-1").orElseThrow();

        assertThat(compacted.rows()).isEqualTo(3);
        assertThat(lake.history(FLOWERS)).hasSize(4).first().isEqualTo(compacted);
        assertThat(spark.table(FLOWERS + ".files").count()).isEqualTo(1);
        assertThat(widths(SnapshotRef.current())).containsExactly("1=1.0", "2=4.0", "3=3.0");
        assertThat(widths(SnapshotRef.id(before.id()))).containsExactly("1=1.0", "2=4.0", "3=3.0");
        assertThat(changes(before, compacted)).isEqualTo("NONE []");

        Snapshot after = upsert("run-4", row(3L, 5.0, "setosa"));
        assertThat(after.rows()).isEqualTo(3);
        assertThat(changes(before, after)).isEqualTo("REPLACED_BY_KEY [3=5.0]");
    }

    @Test
    void statisticsOfColumnsAreThoseOfTheWriter() {
        Snapshot snapshot = publish("run-1", row(1L, 1.0, "setosa"), row(2L, 20.5, null));

        Map<String, ColumnStatistics> statistics = lake.statistics(snapshot);
        assertThat(statistics)
                .containsEntry("id", new ColumnStatistics(2, 0, 0, 1L, 2L))
                .containsEntry("width", new ColumnStatistics(2, 0, 0, 1.0, 20.5))
                .containsEntry("species", new ColumnStatistics(2, 1, 0, null, null));
    }

    @Test
    void aDroppedDatasetBeginsAnew() {
        publish("run-1", row(1L, 1.0, "setosa"));

        assertThat(lake.drop(FLOWERS)).isTrue();
        assertThat(lake.current(FLOWERS)).isEmpty();
        assertThat(lake.drop(FLOWERS)).isFalse();
        Contract other = Lakes.contract("id|string|false");
        lake.publish(spark.range(1).selectExpr("'a' AS id"), other, tagged("run-2"));
        assertThat(lake.history(FLOWERS)).hasSize(1);
    }

    private Snapshot publish(String tag, Object[]... rows) {
        return lake.publish(Lakes.flowers(spark, rows), flowers(), tagged(tag));
    }

    private Snapshot append(String tag, Object[]... rows) {
        return lake.append(Lakes.flowers(spark, rows), flowers(), tagged(tag));
    }

    private Snapshot upsert(String tag, Object[]... rows) {
        return lake.upsert(Lakes.flowers(spark, rows), flowers(), tagged(tag));
    }

    private static Publication tagged(String tag) {
        return Publication.tagged(tag);
    }

    private static Contract limited(String rules) {
        String json = flowers().schema().json();
        return Contract.parse(FLOWERS, json.substring(0, json.length() - 1) + ",\"rules\":" + rules + "}");
    }

    private String changes(Snapshot earlier, Snapshot later) {
        Changes changes = lake.changes(flowers(), earlier, later).orElseThrow();
        return changes.kind() + " " + widths(changes.rows());
    }

    private List<String> widths(SnapshotRef ref) {
        return widths(lake.read(flowers(), ref));
    }

    private static List<String> widths(Dataset<Row> rows) {
        return rows.orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0) + "=" + row.getDouble(1))
                .toList();
    }
}
