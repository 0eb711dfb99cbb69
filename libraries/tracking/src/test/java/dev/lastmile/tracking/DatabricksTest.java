package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stub that checks the requests; nothing here was tried on a real workspace. */
@Timeout(20)
class DatabricksTest {
    private final DatabricksStub databricks = new DatabricksStub();

    @TempDir
    Path folder;

    @AfterEach
    void noRequestWasMadeThatAWorkspaceDoesNotKnow() {
        databricks.close();
        assertThat(databricks.faults()).isEmpty();
    }

    @Test
    void aPingIsARequestThatNeedsTheToken() {
        databricks.client().ping();

        assertThat(databricks.lines()).containsExactly("POST /api/2.0/mlflow/experiments/search");
        assertThatThrownBy(
                        () -> databricks.client("DATABRICKS_TOKEN", "expired").ping())
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("401 UNAUTHENTICATED")
                .hasMessageEndingWith(
                        "Check DATABRICKS_TOKEN, or the token of the profile in ~/.databrickscfg, and what it may do there.")
                .hasMessageNotContaining("expired");
    }

    @Test
    void anExperimentIsMadeInTheSharedFolder() {
        TrackingClient client = databricks.client();
        String id = client.findOrCreateExperiment("iris");

        assertThat(client.findOrCreateExperiment("iris")).isEqualTo(id);
        assertThat(client.findOrCreateExperiment("/Shared/iris")).isEqualTo(id);
        assertThat(databricks
                        .client("MLFLOW_EXPERIMENT_NAME", "/Users/jan/iris")
                        .findOrCreateExperiment("iris"))
                .isNotEqualTo(id);
    }

    @Test
    void anExperimentIsNamedByItsId() {
        String id = databricks.client().findOrCreateExperiment("/Shared/other");

        assertThat(databricks.client("MLFLOW_EXPERIMENT_ID", id).findOrCreateExperiment("iris"))
                .isEqualTo(id);
        assertThatThrownBy(() -> databricks.client("MLFLOW_EXPERIMENT_ID", "77").findOrCreateExperiment("iris"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("No such experiment 77");
    }

    @Test
    void theArtifactLocationIsThatOfTheExperiment() {
        TrackingClient client = databricks.client("LASTMILE_ARTIFACT_LOCATION", "dbfs:/projects/iris/");
        String experiment = client.findOrCreateExperiment("iris");

        assertThat(client.createRun(experiment, "run", Map.of()).artifactUri())
                .startsWith("dbfs:/projects/iris/")
                .endsWith("/artifacts");
        assertThat(client.findOrCreateExperiment("iris")).isEqualTo(experiment);
        assertThatThrownBy(() -> databricks
                        .client("LASTMILE_ARTIFACT_LOCATION", "dbfs:/projects/other")
                        .findOrCreateExperiment("iris"))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The experiment /Shared/iris (" + experiment + ") at " + databricks.uri()
                        + " keeps its artifacts at dbfs:/projects/iris, and LASTMILE_ARTIFACT_LOCATION is"
                        + " dbfs:/projects/other; that is settled when an experiment is made. Unset it, or name another"
                        + " experiment in MLFLOW_EXPERIMENT_NAME.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/projects/iris", "dbfs:", "dbfs:/", "iris"})
    void anArtifactLocationThatIsNoneIsRejected(String location) {
        assertThatThrownBy(() -> databricks.client("LASTMILE_ARTIFACT_LOCATION", location))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("LASTMILE_ARTIFACT_LOCATION is '" + location + "'. Set it to an address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_PRESIGNED_URL", "GCP_SIGNED_URL", "AZURE_SAS_URI"})
    void managedArtifactsGoToSignedAddressesWithoutTheToken(String signature) throws IOException {
        databricks.signature = signature;
        TrackingClient client = databricks.client();
        String run = newRun(client);

        artifactsComeBack(client, run);

        assertThat(databricks.lines())
                .contains(
                        "POST /api/2.0/mlflow/artifacts/credentials-for-write",
                        "PUT (cloud) /managed/" + run + "/reports/50% of a+b & c.bin",
                        "POST /api/2.0/mlflow/artifacts/credentials-for-read",
                        "GET (cloud) /managed/" + run + "/reports/50% of a+b & c.bin",
                        "GET /api/2.0/mlflow/artifacts/list")
                .noneMatch(line -> line.contains("dbfs"));
    }

    @Test
    void artifactsAtALocationOfOnesOwnGoThroughTheWorkspace() throws IOException {
        TrackingClient client = databricks.client("LASTMILE_ARTIFACT_LOCATION", "dbfs:/projects/iris");
        String run = newRun(client);

        artifactsComeBack(client, run);

        assertThat(databricks.lines())
                .contains(
                        "POST /dbfs/projects/iris/" + run + "/artifacts/reports/50% of a+b & c.bin",
                        "GET /api/2.0/dbfs/list")
                .noneMatch(line -> line.contains("cloud"));
    }

    private void artifactsComeBack(TrackingClient client, String run) throws IOException {
        byte[] content = new byte[2_000_000];
        new Random(1).nextBytes(content);
        String name = "reports/50% of a+b & c.bin";

        client.uploadArtifact(run, name, Files.write(folder.resolve("x"), content));
        client.uploadArtifact(run, "reports/_SUCCESS", Files.createFile(folder.resolve("_SUCCESS")));

        assertThat(client.downloadArtifact(run, name)).isEqualTo(content);
        assertThat(client.downloadArtifact(run, "reports/_SUCCESS")).isEmpty();
        assertThat(client.listArtifacts(run, "")).containsExactly(new ArtifactFile("reports", true, 0));
        assertThat(client.listArtifacts(run, "reports"))
                .containsExactly(
                        new ArtifactFile(name, false, content.length), new ArtifactFile("reports/_SUCCESS", false, 0));
        assertThat(client.listArtifacts(run, name)).isEmpty();
        assertThat(client.listArtifacts(run, "nowhere")).isEmpty();
        assertThatThrownBy(() -> client.downloadArtifact(run, "nothing.txt"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("nothing.txt")
                .hasMessageContaining("404")
                .hasMessageNotContaining("signature");
    }

    @Test
    void aCloudThatIsBusyIsAskedAgain() throws IOException {
        TrackingClient client = databricks.client();
        String run = newRun(client);
        databricks.busy = 2;

        client.uploadArtifact(run, "a.txt", Files.writeString(folder.resolve("a.txt"), "the whole text"));

        assertThat(client.downloadArtifact(run, "a.txt")).asString().isEqualTo("the whole text");
        assertThat(databricks.lines().stream().filter(line -> line.startsWith("PUT")))
                .hasSize(3);
    }

    @Test
    void aKindOfSignatureThatIsNotKnownIsRejectedByName() throws IOException {
        databricks.signature = "AZURE_ADLS_GEN2_SAS_URI";
        TrackingClient client = databricks.client();
        String run = newRun(client);
        Path file = Files.createFile(folder.resolve("a.txt"));

        assertThatThrownBy(() -> client.uploadArtifact(run, "a.txt", file))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The workspace at " + databricks.uri() + " wants a.txt uploaded by AZURE_ADLS_GEN2_SAS_URI,"
                        + " which is not supported. Give the experiment an artifact location at dbfs:/ or s3://.");
    }

    @Test
    void aVersionIsRegisteredAndDownloadedWhole() throws IOException {
        TrackingClient client = databricks.client();
        String run = newRun(client);
        Path model = Files.createDirectories(folder.resolve("model/data"));
        Files.writeString(model.resolve("weights"), "1 2 3");
        Files.writeString(folder.resolve("model/MLmodel"), "flavors: {}");
        client.uploadArtifacts(run, "model", folder.resolve("model"), (file, done, total) -> {});
        client.findOrCreateRegisteredModel("iris-classifier");

        ModelVersion version = client.createModelVersion("iris-classifier", run, "model", Map.of("k", "v"));
        client.downloadModel(version, folder.resolve("copy"));

        assertThat(version.status()).isEqualTo("READY");
        assertThat(version.tags()).containsEntry("k", "v");
        assertThat(folder.resolve("copy/data/weights")).hasContent("1 2 3");
        assertThat(folder.resolve("copy/MLmodel")).hasContent("flavors: {}");
        assertThat(client.downloadModelFile(version, "MLmodel")).asString().isEqualTo("flavors: {}");
        assertThat(databricks.files().keySet().stream().filter(file -> file.startsWith("registry/")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.asList("registry/iris-classifier/1/MLmodel", "registry/iris-classifier/1/data/weights"));
    }

    @Test
    void anAliasIsATagOfTheModelSinceTheRegistryHasNone() {
        TrackingClient client = databricks.client();
        String run = newRun(client);
        client.findOrCreateRegisteredModel("iris-classifier");
        client.createModelVersion("iris-classifier", run, "model", Map.of());
        client.createModelVersion("iris-classifier", run, "model", Map.of());

        assertThat(client.modelVersionByAlias("iris-classifier", "champion")).isEmpty();
        client.setAlias("iris-classifier", "champion", "1");
        client.setAlias("iris-classifier", "champion", "2");

        assertThat(client.modelVersionByAlias("iris-classifier", "champion"))
                .map(ModelVersion::version)
                .contains("2");
        assertThat(client.registeredModel("iris-classifier").orElseThrow().aliases())
                .containsExactly(Map.entry("champion", "2"));
        client.deleteAlias("iris-classifier", "champion");
        assertThat(client.modelVersionByAlias("iris-classifier", "champion")).isEmpty();
        assertThat(client.modelVersionByAlias("nobody", "champion")).isEmpty();
    }

    @Test
    void aDbfsLocationOfAnotherServerIsRejected() {
        try (FaultyServer server = new FaultyServer();
                TrackingClient client = server.client()) {
            server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"dbfs:/projects/x\"}}}");

            assertThatThrownBy(() -> client.listArtifacts("r", ""))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageStartingWith("Artifacts at dbfs:/projects/x cannot be reached from here: a workspace of"
                            + " Databricks has them.");
        }
    }

    private static String newRun(TrackingClient client) {
        return client.createRun(client.findOrCreateExperiment("iris"), "a run", Map.of())
                .id();
    }
}
