package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
    @TempDir
    Path root;

    @Test
    void aLocalSessionIsSetForSmallDataWhereNothingElseHasDecided() {
        SparkSession spark = Lakes.session(root);
        assertThat(spark.sparkContext().master()).isEqualTo("local[2]");
        assertThat(spark.conf().get("spark.ui.enabled")).isEqualTo("false");
        assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo("UTC");
        assertThat(spark.conf().get("spark.sql.shuffle.partitions"))
                .as("what the tests' command line says, as spark-submit would")
                .isEqualTo(System.getProperty("spark.sql.shuffle.partitions"));
    }

    @Test
    void twoSessionsOfOneJvmHaveTheirOwnLakes(@TempDir Path other) {
        Lake one = Lakes.open(root);
        SparkSession spark = Lakes.session(other);
        new Lake(spark, Lakes.config(other))
                .publish(Lakes.flowers(spark, Lakes.row(1L, 1.0, null)), Lakes.flowers(), Publication.tagged("run-1"));
        assertThat(one.current(Lakes.FLOWERS)).isEmpty();
        assertThat(Lakes.open(other).current(Lakes.FLOWERS)).isPresent();
    }

    @Test
    void aCatalogThatCannotBeOpenedIsNamed() {
        assertThatThrownBy(() -> open(Map.of(
                        "LASTMILE_CATALOG_URI", "jdbc:postgresql://127.0.0.1:1/lake",
                        "LASTMILE_CATALOG_USER", "lake",
                        "LASTMILE_CATALOG_PASSWORD", "secret")))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("The catalog jdbc:postgresql://127.0.0.1:1/lake cannot be opened: ")
                .hasMessageEndingWith(
                        ". Check LASTMILE_CATALOG_URI, LASTMILE_CATALOG_USER and LASTMILE_CATALOG_PASSWORD,"
                                + " and that the database runs.");
        assertThatThrownBy(() -> open(Map.of("LASTMILE_CATALOG_URI", "jdbc:nothing:x")))
                .hasMessageContaining("No suitable driver");
    }

    @Test
    void aCatalogFileThatIsNoDatabaseIsNamed() throws Exception {
        Files.createDirectories(root.resolve("data"));
        Path file = Files.writeString(root.resolve("data/catalog.db"), "not a database, ".repeat(100));
        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("file is not a database");
    }

    @Test
    void aFolderThatCannotBeCreatedIsNamed() throws Exception {
        Files.writeString(root.resolve("data"), "a file where the folder should be");
        assertThatThrownBy(() -> open(Map.of()))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("The folder " + root.resolve("data") + " cannot be created: ")
                .hasMessageEndingWith("Check LASTMILE_CATALOG_URI and LASTMILE_WAREHOUSE.");
    }

    @Test
    void aSessionWithoutTheCatalogIsRejected() {
        SparkSession bare = Lakes.session(root).newSession();
        bare.conf().unset("spark.sql.catalog.lake");
        assertThatThrownBy(() -> new Lake(bare, Lakes.config(root)))
                .isInstanceOf(LakeException.class)
                .hasMessage("This Spark session has no catalog named lake. Open it with Lake.openSession.");
    }

    private SparkSession open(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put(LakeConfig.SPARK_MASTER, "local[2]");
        return Lake.openSession("lake tests", LakeConfig.fromEnvironment(variables, root));
    }
}
