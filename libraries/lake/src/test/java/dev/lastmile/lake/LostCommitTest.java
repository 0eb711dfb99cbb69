package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.FLOWERS;
import static dev.lastmile.lake.fixture.Lakes.flowers;
import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.fixture.Lakes;
import dev.lastmile.lake.fixture.LossyCatalog;
import dev.lastmile.lake.fixture.LossyCatalog.Loss;
import dev.lastmile.lake.internal.EarlierRows;
import dev.lastmile.lake.internal.WriteAuditPublish;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection to the catalog is lost at the last commit of a publication. */
class LostCommitTest {
    @TempDir
    Path root;

    private SparkSession spark;
    private Lake lake;

    @BeforeEach
    void open() {
        spark = Lakes.session(root);
        lake = new Lake(spark, Lakes.config(root));
    }

    @Test
    void aCommitWhoseResponseIsLostIsFoundToHaveHappened() {
        Snapshot snapshot = publish(Loss.RESPONSE);

        assertThat(lake.current(FLOWERS)).contains(snapshot);
        assertThat(refs()).containsExactlyInAnyOrder("main", "run-1");
    }

    @Test
    void aCommitThatNeverArrivedHasPublishedNothingAndIsDropped() {
        assertThatThrownBy(() -> publish(Loss.REQUEST))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("The catalog does not answer: ");

        assertThat(lake.current(FLOWERS)).isEmpty();
        assertThat(refs()).isEmpty();
    }

    @Test
    void whatTheCatalogDoesNotTellIsUnknown() {
        assertThatThrownBy(() -> publish(Loss.CONNECTION))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith(
                        "Whether run-1 has published lake.raw.flowers is unknown: the catalog was lost at"
                                + " the last commit, and does not answer since (The database of the catalog")
                .hasMessageEndingWith(
                        "Either all of it is published, or nothing. Once the catalog answers, look for the"
                                + " tag run-1 in the history of lake.raw.flowers: if its newest snapshot does not have it, run"
                                + " the step again.");

        assertThat(lake.current(FLOWERS)).map(Snapshot::tag).contains("run-1");
    }

    private Snapshot publish(Loss loss) {
        LossyCatalog catalog = LossyCatalog.open(Lakes.config(root));
        PublishObserver observer = (boundary, dataset) -> {
            if (boundary == Boundary.AFTER_TAG) {
                catalog.lose(loss);
            }
        };
        return new WriteAuditPublish(
                        spark,
                        catalog,
                        flowers(spark, row(1L, 1.0, "setosa")),
                        EarlierRows.REPLACE,
                        flowers(),
                        new Publication("run-1", Map.of(), observer))
                .publish(Optional.empty());
    }

    private List<String> refs() {
        return spark.table(FLOWERS + ".refs").collectAsList().stream()
                .map(row -> row.<String>getAs("name"))
                .toList();
    }
}
