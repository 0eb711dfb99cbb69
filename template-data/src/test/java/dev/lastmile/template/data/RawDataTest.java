package dev.lastmile.template.data;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.RawFile;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawDataTest {
    @TempDir
    static Path folder;

    private static SparkSession spark;
    private static Lake lake;

    @BeforeAll
    static void openLake() {
        SharedSpark.session();
        lake = Lake.open("template-data tests", LakeConfig.fromEnvironment(Map.of(), folder));
        spark = lake.session();
    }

    @Test
    void theFlowersKeepTheirContract() {
        Snapshot snapshot = lake.publish(rows(flowers()), Iris.RAW, Publication.tagged("run-all"));

        Flower last = flowers().get(flowers().size() - 1);
        assertThat(snapshot.rows()).isEqualTo(flowers().size());
        Row row = lake.read(Iris.RAW, SnapshotRef.current())
                .drop(Iris.SPLIT)
                .filter(col(Iris.ROW_ID).equalTo(last.rowId()))
                .first();
        assertThat(row).isEqualTo(RawData.table(spark, List.of(last)).first());
    }

    @Test
    void aRowNeverChangesSidesWhenRowsAreAdded() {
        List<Row> few = sides(flowers().subList(0, 60));
        List<Row> all = sides(flowers());

        assertThat(all.subList(0, 60)).isEqualTo(few);
    }

    @Test
    void everyRowIsOnOneSideAndSevenOfTenOrSoAreForTraining() {
        Dataset<Row> rows = rows(flowers());
        long training = Iris.trainingRows(rows).count();

        assertThat((double) training / rows.count()).isBetween(0.6, 0.8);
        assertThat(training + Iris.heldOutRows(rows).count()).isEqualTo(rows.count());
    }

    // tag::refused[]
    @Test
    void aRowThatComesTwiceIsRefusedByItsKeyAndNothingIsPublished() {
        lake.publish(rows(flowers()), Iris.RAW, Publication.tagged("run-once"));
        List<Flower> twice = new ArrayList<>(flowers());
        twice.add(twice.get(6));
        List<Snapshot> before = lake.history(Iris.RAW.dataset());

        assertThatThrownBy(() -> lake.publish(rows(twice), Iris.RAW, Publication.tagged("run-twice")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining(Iris.RAW.dataset().toString())
                .hasMessageContaining(Iris.ROW_ID)
                .hasMessageContaining(String.valueOf(twice.get(6).rowId()));
        assertThat(lake.history(Iris.RAW.dataset())).isEqualTo(before);
    }
    // end::refused[]

    private static List<Flower> flowers() {
        return Flower.parse(RawFile.bundled(Iris.class, Iris.RAW_FILE));
    }

    private static Dataset<Row> rows(List<Flower> flowers) {
        return RawData.split(RawData.table(spark, flowers));
    }

    private static List<Row> sides(List<Flower> flowers) {
        return rows(flowers)
                .select(Iris.ROW_ID, Iris.SPLIT)
                .orderBy(Iris.ROW_ID)
                .collectAsList();
    }
}
