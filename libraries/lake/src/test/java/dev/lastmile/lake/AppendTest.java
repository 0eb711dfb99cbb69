package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendTest {
    SparkSession spark;
    Lake lake;

    @BeforeEach
    void open(@TempDir Path folder) {
        spark = Lakes.session(folder);
        lake = new Lake(spark, Lakes.config(folder));
    }

    @Test
    void theNextSnapshotHasTheRowsOfBoth() {
        Snapshot first = append("run-1", row(1L, 1.0, "setosa"), row(2L, 2.0, "setosa"));
        Snapshot second = append("run-2", row(3L, 3.0, "setosa"));

        assertThat(first.rows()).isEqualTo(2);
        assertThat(second.rows()).isEqualTo(3);
        assertThat(lake.history(FLOWERS)).containsExactly(second, first);
        assertThat(ids(SnapshotRef.current())).containsExactly(1L, 2L, 3L);
        assertThat(ids(SnapshotRef.id(first.id()))).containsExactly(1L, 2L);
    }

    @Test
    void aKeyThatIsThereAlreadyIsRejectedAndNothingIsAppended() {
        Snapshot first = append("run-1", row(1L, 1.0, "setosa"));

        assertThatThrownBy(() -> append("run-2", row(2L, 2.0, "setosa"), row(1L, 9.0, "setosa")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("id");
        assertThat(lake.current(FLOWERS)).contains(first);
        assertThat(ids(SnapshotRef.current())).containsExactly(1L);
    }

    private Snapshot append(String tag, Object[]... rows) {
        return lake.append(Lakes.flowers(spark, rows), flowers(), Publication.tagged(tag));
    }

    private List<Long> ids(SnapshotRef ref) {
        return lake.read(flowers(), ref).orderBy("id").collectAsList().stream()
                .map(row -> row.getLong(0))
                .toList();
    }
}
