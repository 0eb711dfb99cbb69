package dev.lastmile.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeConfigTest {
    @TempDir
    Path root;

    @AfterEach
    void nothingIsCreated() {
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void byDefaultEverythingIsInTheProjectsFolder() {
        LakeConfig config = config(Map.of());
        assertThat(config.catalogUri())
                .isEqualTo("jdbc:sqlite:" + root.resolve("data/catalog.db") + "?busy_timeout=30000");
        assertThat(config.warehouse()).isEqualTo("file:" + root.resolve("data/lake"));
        assertThat(config.sparkMaster()).isEqualTo("local[*]");
        assertThat(config.isLocal()).isTrue();
        assertThat(config.catalogUser()).isEmpty();
        assertThat(config.catalogPassword()).isEmpty();
    }

    @Test
    void everyVariableIsTaken() {
        LakeConfig config = config(Map.of(
                "LASTMILE_CATALOG_URI", "jdbc:postgresql://db:5432/lake",
                "LASTMILE_CATALOG_USER", "lake",
                "LASTMILE_CATALOG_PASSWORD", "secret",
                "LASTMILE_WAREHOUSE", "hdfs://bucket/lake/",
                "LASTMILE_SPARK_MASTER", "spark://host:7077"));
        assertThat(config)
                .isEqualTo(new LakeConfig(
                        "jdbc:postgresql://db:5432/lake",
                        "lake",
                        "secret",
                        "hdfs://bucket/lake",
                        Map.of(),
                        "spark://host:7077"));
        assertThat(config.isLocal()).isFalse();
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void aWarehouseInS3IsReachedWithTheVariablesOfMlflowsArtifacts() {
        LakeConfig config = config(Map.of(
                "LASTMILE_WAREHOUSE", "s3a://bucket/lake/",
                "MLFLOW_S3_ENDPOINT_URL", "http://127.0.0.1:9000",
                "AWS_ACCESS_KEY_ID", "key",
                "AWS_SECRET_ACCESS_KEY", "secret"));
        assertThat(config.warehouse()).isEqualTo("s3a://bucket/lake");
        assertThat(config.storage())
                .containsEntry("io-impl", "org.apache.iceberg.aws.s3.S3FileIO")
                .containsEntry("s3.endpoint", "http://127.0.0.1:9000")
                .containsEntry("s3.path-style-access", "true")
                .containsEntry("s3.access-key-id", "key")
                .containsEntry("s3.secret-access-key", "secret")
                .containsEntry("client.region", "us-east-1");
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void amazonsOwnStoreIsFoundByItsSdk() {
        assertThat(config(Map.of("LASTMILE_WAREHOUSE", "s3://bucket/lake", "AWS_REGION", "eu-west-1"))
                        .storage())
                .containsEntry("client.region", "eu-west-1")
                .doesNotContainKeys("s3.endpoint", "s3.path-style-access", "s3.access-key-id");
    }

    @Test
    void whatDoesNotReachAStoreIsNamed() {
        Map<String, String> warehouse = Map.of("LASTMILE_WAREHOUSE", "s3://bucket/lake");
        assertThatThrownBy(() -> config(with(warehouse, "AWS_ACCESS_KEY_ID", "key")))
                .isInstanceOf(LakeException.class)
                .hasMessage("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not. Set both, or neither where the"
                        + " machine has a role.");
        for (String address :
                new String[] {"minio:9000", "http://key:secret@minio:9000", "ftp://minio", "http://a b"}) {
            assertThatThrownBy(() -> config(with(warehouse, "MLFLOW_S3_ENDPOINT_URL", address)))
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith("MLFLOW_S3_ENDPOINT_URL is no address of an S3 store.")
                    .hasMessageNotContaining("secret");
        }
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return more;
    }

    @Test
    void blankCountsAsNotSetAndRelativePathsBeginAtTheRoot() {
        LakeConfig config = config(Map.of(
                "LASTMILE_CATALOG_URI", "jdbc:sqlite:other/c.db?busy_timeout=5",
                "LASTMILE_WAREHOUSE", "other/lake",
                "LASTMILE_SPARK_MASTER", " "));
        assertThat(config.catalogUri()).isEqualTo("jdbc:sqlite:" + root.resolve("other/c.db") + "?busy_timeout=5");
        assertThat(config.warehouse()).isEqualTo("file:" + root.resolve("other/lake"));
        assertThat(config.sparkMaster()).isEqualTo("local[*]");
        assertThat(config(Map.of("LASTMILE_WAREHOUSE", "file:///srv/lake/")).warehouse())
                .isEqualTo("file:/srv/lake");
    }

    @Test
    void theMasterThatSparkSubmitDecidedIsTaken() {
        withSubmittedMaster(
                "local[3]", () -> assertThat(config(Map.of()).sparkMaster()).isEqualTo("local[3]"));
        withSubmittedMaster(
                "yarn",
                () -> assertThatThrownBy(() -> config(Map.of())).hasMessageStartingWith("Spark's master is yarn"));
        withSubmittedMaster(
                "yarn",
                () -> assertThatThrownBy(() -> config(Map.of("LASTMILE_SPARK_MASTER", "local[*]")))
                        .isInstanceOf(LakeException.class)
                        .hasMessage(
                                "LASTMILE_SPARK_MASTER is local[*] and spark-submit says yarn. Unset the variable, or pass no"
                                        + " --master."));
    }

    @Test
    void aClusterCannotUseAFileAsCatalog() {
        for (String uri : new String[] {"jdbc:sqlite:/srv/c.db", "jdbc:h2:/srv/c", "jdbc:h2:file:/srv/c"}) {
            assertThatThrownBy(() -> config(Map.of(
                            "LASTMILE_CATALOG_URI", uri,
                            "LASTMILE_WAREHOUSE", "s3a://bucket/lake",
                            "LASTMILE_SPARK_MASTER", "spark://host:7077")))
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith(
                            "Spark's master is spark://host:7077 (LASTMILE_SPARK_MASTER, or spark-submit"
                                    + " --master), and the catalog is " + uri)
                    .hasMessageContaining("Set LASTMILE_CATALOG_URI to a database that serves");
        }
    }

    @Test
    void aClusterCannotUseAFolderAsWarehouse() {
        assertThatThrownBy(() -> config(Map.of(
                        "LASTMILE_CATALOG_URI",
                        "jdbc:postgresql://db:5432/lake",
                        "LASTMILE_SPARK_MASTER",
                        "k8s://host")))
                .isInstanceOf(LakeException.class)
                .hasMessage("Spark's master is k8s://host (LASTMILE_SPARK_MASTER, or spark-submit --master), and the"
                        + " warehouse is file:" + root.resolve("data/lake")
                        + ", a folder that only this machine has. Set"
                        + " LASTMILE_WAREHOUSE to shared storage, such as s3a://bucket/lake, or use a local master.");
    }

    @Test
    void aCatalogThatDoesNotLastIsRejected() {
        for (String uri : new String[] {"jdbc:sqlite::memory:", "thrift://host"}) {
            assertThatThrownBy(() -> config(Map.of("LASTMILE_CATALOG_URI", uri)))
                    .isInstanceOf(LakeException.class)
                    .hasMessageStartingWith("LASTMILE_CATALOG_URI is " + uri);
        }
    }

    @Test
    void aPasswordInTheCatalogsAddressIsRejectedAndNotRepeated() {
        for (String uri : new String[] {
            "jdbc:postgresql://db/lake?user=lake&password=hush",
            "jdbc:postgresql://db/lake?sslpassword=hush",
            "jdbc:h2:tcp://db/lake;PASSWORD=hush",
            "jdbc:mysql://lake:hush@db/lake",
            "postgresql://lake:hush@db/lake"
        }) {
            assertThatThrownBy(() -> config(Map.of("LASTMILE_CATALOG_URI", uri)))
                    .isInstanceOf(LakeException.class)
                    .hasMessage("LASTMILE_CATALOG_URI has a user or a password in it, which messages and logs would"
                            + " show. Take it out, and set LASTMILE_CATALOG_USER and LASTMILE_CATALOG_PASSWORD.");
        }
        assertThat(config(Map.of("LASTMILE_CATALOG_URI", "jdbc:sqlite:/srv/job@2/c.db"))
                        .catalogUri())
                .startsWith("jdbc:sqlite:/srv/job@2/c.db");
    }

    private LakeConfig config(Map<String, String> environment) {
        return LakeConfig.fromEnvironment(environment, root);
    }

    private static void withSubmittedMaster(String master, Runnable test) {
        System.setProperty("spark.master", master);
        try {
            test.run();
        } finally {
            System.clearProperty("spark.master");
        }
    }
}
