package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.contract;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractEvolutionTest {
    private static final Contract FIRST = contract("id|integer|false|{\"min\":0}", "species|string|true");

    @TempDir
    Path root;

    SparkSession spark;
    Lake lake;
    Snapshot first;

    @BeforeEach
    void publishFirst() {
        spark = Lakes.session(root);
        lake = new Lake(spark, Lakes.config(root));
        StructType schema = new StructType().add("id", "int").add("species", "string");
        first = lake.publish(Lakes.rows(spark, schema, row(1, "setosa")), FIRST, Publication.tagged("run-1"));
    }

    @Test
    void aNewNullableColumnAndAWiderTypeReadOldSnapshotsToo() {
        Contract second = contract("colour|string|true", "id|long|false", "species|string|true");
        publish(second, "run-2", "colour string, id long, species string", row("red", 5_000_000_000L, null));

        assertThat(lake.current(FLOWERS).orElseThrow().summary())
                .containsEntry(
                        "lastmile.contract.change",
                        "compatible: column colour is new, and null in earlier data; column id was int and is bigint;"
                                + " column id: min 0 was dropped");
        Dataset<Row> now = lake.read(second, SnapshotRef.current());
        assertThat(now.schema().simpleString()).isEqualTo("struct<colour:string,id:bigint,species:string>");
        assertThat(now.head().mkString(" ")).isEqualTo("red 5000000000 null");
        Dataset<Row> before = lake.read(second, SnapshotRef.id(first.id()));
        assertThat(before.schema()).isEqualTo(now.schema());
        assertThat(before.head().mkString(" ")).isEqualTo("null 1 setosa");
        Dataset<Row> asWritten = lake.read(first.contract(), SnapshotRef.id(first.id()));
        assertThat(asWritten.schema().simpleString()).isEqualTo("struct<id:int,species:string>");
    }

    @Test
    void aTighterContractIsPublishedAndDoesNotReadEarlierSnapshots() {
        Contract second = contract("id|integer|false|{\"min\":1}", "species|string|false", "colour|string|false");
        publish(second, "run-2", "id int, species string, colour string", row(1, "setosa", "red"));

        assertThat(lake.read(second, SnapshotRef.current()).schema().fields())
                .extracting(field -> field.nullable())
                .containsExactly(false, false, false);
        assertThat(lake.read(second, SnapshotRef.current()).head().mkString(" "))
                .isEqualTo("1 setosa red");
        assertThatThrownBy(() -> lake.read(second, SnapshotRef.tag("run-1")))
                .isInstanceOf(LakeException.class)
                .hasMessage("Contract lake.raw.flowers is not compatible with the one that snapshot " + first.id()
                        + " (run-1) was written under: column id: min was 0 and is 1; column species may not be null;"
                        + " column colour is new and not nullable, and earlier data do not have it. Run the step that"
                        + " publishes it again, or read a newer snapshot.");
        assertThatThrownBy(() -> publish(second, "run-3", "id int, species string, colour string", row(1, null, "red")))
                .hasMessageContaining("column species is null in row {id=1, species=null, colour=red}");
    }

    @Test
    void aRelaxedContractAllowsNull() {
        Contract second = contract("id|integer|true", "species|string|true");
        publish(second, "run-2", "id int, species string", row(null, null));
        assertThat(lake.read(second, SnapshotRef.current()).head().isNullAt(0)).isTrue();
        assertThat(lake.read(second, SnapshotRef.tag("run-1")).head().getInt(0)).isEqualTo(1);
        assertThatThrownBy(() -> lake.read(FIRST, SnapshotRef.current()))
                .hasMessageContaining("column id may not be null; column id: min 0 is new");
    }

    @Test
    void takingAColumnAwayOrChangingItsTypeIsRejectedByName() {
        Contract second = contract("id|string|false");
        assertThatThrownBy(() -> publish(second, "run-2", "id string", row("1")))
                .isInstanceOf(LakeException.class)
                .hasMessage("Contract lake.raw.flowers is not compatible with the one of snapshot " + first.id()
                        + ": column id was int and is string; column species was removed. Readers would break. Keep the"
                        + " column as it is, or publish under a new name, such as lake.raw.flowers_2.");
        assertThat(lake.history(FLOWERS)).containsExactly(first);
        assertThat(spark.table(FLOWERS.toString()).schema().simpleString()).isEqualTo("struct<id:int,species:string>");
    }

    @Test
    void aColumnThatWasNeverPublishedMayBecomeAnother() {
        Contract failing = contract("id|integer|false", "species|string|true", "height|integer|true|{\"min\":0}");
        assertThatThrownBy(() -> publish(failing, "run-2", "id int, species string, height int", row(1, null, -1)))
                .hasMessageContaining("column height is -1");
        Contract corrected = contract("id|integer|false", "species|string|true", "height|string|true");
        publish(corrected, "run-3", "id int, species string, height string", row(1, null, "tall"));
        assertThat(lake.read(corrected, SnapshotRef.current()).head().getString(2))
                .isEqualTo("tall");

        Contract without = contract("id|integer|false", "species|string|true");
        assertThat(without.compatibilityWith(FIRST).compatible()).isTrue();
        assertThat(lake.read(without, SnapshotRef.tag("run-1")).count()).isEqualTo(1);
    }

    private Snapshot publish(Contract contract, String tag, String columns, Object[]... rows) {
        return lake.publish(Lakes.rows(spark, StructType.fromDDL(columns), rows), contract, Publication.tagged(tag));
    }
}
