package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import dev.lastmile.lake.fixture.UnityStub;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a stub that checks address, catalog and token; nothing here was tried on a real workspace. */
class UnityTest {
    @TempDir
    Path root;

    private UnityStub unity;

    @BeforeEach
    void start() {
        unity = new UnityStub(root);
    }

    @AfterEach
    void stop() {
        unity.close();
    }

    @Test
    void aDatasetIsATableOfTheCatalog() {
        Lake lake = lake();
        SparkSession spark = SparkSession.active();
        publish(lake, spark, "run-1", Lakes.row(1L, 1.0, null));
        Snapshot second = publish(lake, spark, "run-2", Lakes.row(2L, 2.0, null), Lakes.row(3L, 3.0, null));

        assertThat(lake.history(Lakes.FLOWERS)).extracting(Snapshot::tag).containsExactly("run-2", "run-1");
        assertThat(lake.read(Lakes.flowers(), SnapshotRef.current()).count()).isEqualTo(2);
        assertThat(lake.read(Lakes.flowers(), SnapshotRef.tag("run-1")).count()).isEqualTo(1);
        assertThat(lake().current(Lakes.FLOWERS)).map(Snapshot::id).contains(second.id());
        assertThat(unity.requests())
                .contains("POST /api/2.1/unity-catalog/iceberg-rest/v1/catalogs/main/namespaces/raw/tables/flowers");
        assertThat(root.resolve("data")).doesNotExist();
    }

    @Test
    void aCatalogWithoutBranchesIsRejectedAndNothingIsPublished() {
        Lake lake = lake();
        SparkSession spark = SparkSession.active();
        Snapshot first = publish(lake, spark, "run-1", Lakes.row(1L, 1.0, null));
        unity.rejected = Optional.of("\"ref-name\":\"wap-");

        assertThatThrownBy(() -> publish(lake, spark, "run-2", Lakes.row(2L, 2.0, null)))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("The catalog does not do what publishing lake.raw.flowers needs: ")
                .hasMessageContaining("Branches are not supported")
                .hasMessageContaining("Nothing was published.");
        assertThat(lake.current(Lakes.FLOWERS)).map(Snapshot::id).contains(first.id());
    }

    @Test
    void aSchemaThatIsNotThereIsNamed() {
        Lake lake = lake();
        Contract elsewhere = Lakes.contract(DatasetName.parse("interim.flowers"), "id|long|false|{\"key\":true}");

        assertThatThrownBy(() ->
                        lake.publish(SparkSession.active().range(3).toDF("id"), elsewhere, Publication.tagged("run-1")))
                .isInstanceOf(LakeException.class)
                .hasMessage("The catalog has no schema interim, and it does not make one by itself. Make it there, as"
                        + " with CREATE SCHEMA.");
    }

    @Test
    void aTokenOrACatalogThatIsRejectedIsNamed() {
        for (Map<String, String> wrong :
                List.of(Map.of("DATABRICKS_TOKEN", "dapi-another"), Map.of("LASTMILE_CATALOG_URI", "unity:nowhere"))) {
            assertThatThrownBy(() -> Lake.openSession("unity", config(wrong)))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("at " + unity.host() + " cannot be opened: ")
                    .hasMessageEndingWith("Check LASTMILE_CATALOG_URI, DATABRICKS_HOST and DATABRICKS_TOKEN.")
                    .hasMessageNotContaining("dapi-another");
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> config(Map.of("DATABRICKS_TOKEN", "")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("LASTMILE_CATALOG_URI is unity:main, and DATABRICKS_TOKEN is not set.");
        assertThatThrownBy(() -> config(Map.of("DATABRICKS_HOST", "adb-1")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("DATABRICKS_HOST is no address such as https://…");
        assertThatThrownBy(() -> config(Map.of("LASTMILE_CATALOG_URI", "unity:a.b")))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("LASTMILE_CATALOG_URI is unity:a.b.");
        assertThat(config(Map.of("LASTMILE_SPARK_MASTER", "spark://host:7077")).isLocal())
                .isFalse();
        assertThat(config(Map.of())).asString().doesNotContain(UnityStub.TOKEN);
    }

    private static Snapshot publish(Lake lake, SparkSession spark, String tag, Object[]... rows) {
        return lake.publish(Lakes.flowers(spark, rows), Lakes.flowers(), Publication.tagged(tag));
    }

    private Lake lake() {
        LakeConfig config = config(Map.of());
        return new Lake(Lake.openSession("unity", config), config);
    }

    private LakeConfig config(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "LASTMILE_CATALOG_URI",
                "unity:main",
                "DATABRICKS_HOST",
                unity.host() + "/",
                "DATABRICKS_TOKEN",
                UnityStub.TOKEN,
                "LASTMILE_SPARK_MASTER",
                "local[2]"));
        environment.putAll(more);
        return LakeConfig.fromEnvironment(environment, root);
    }
}
