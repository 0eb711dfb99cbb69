package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ErrorTest {
    private static final ModelVersion VERSION = new ModelVersion(
            "iris", "1", "READY", "r", "mlflow-artifacts:/1/r/artifacts/model", Map.of(), java.util.List.of());

    @TempDir
    Path folder;

    private final FaultyServer server = new FaultyServer();
    private final TrackingClient client = server.client("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void anErrorOfManyLinesBecomesOne() {
        server.thenError(400, "INVALID_PARAMETER_VALUE", "first line\\n\\n  second   line");

        assertThatThrownBy(() -> client.run("r"))
                .hasMessage("GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with 400"
                        + " INVALID_PARAMETER_VALUE: first line second line");
    }

    @Test
    void aLongErrorIsCut() {
        server.thenError(400, "INVALID_PARAMETER_VALUE", "x".repeat(100_000));

        assertThatThrownBy(() -> client.run("r"))
                .satisfies(
                        e -> assertThat(e.getMessage()).hasSizeBetween(600, 800).endsWith("x…"));
    }

    @Test
    void aPageForABrowserIsNotRepeatedInTheMessage() {
        server.then(502, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>");

        assertThatThrownBy(() -> client.run("r"))
                .isInstanceOfSatisfying(TrackingException.class, e -> {
                    assertThat(e.status()).isEqualTo(OptionalInt.of(502));
                    assertThat(e.errorCode()).isEmpty();
                })
                .hasMessage("GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with 502");
    }

    @Test
    void plainTextIsRepeated() {
        server.then(403, "text/plain; charset=utf-8", "Invalid Host header - possible DNS rebinding attack detected\n");

        assertThatThrownBy(() -> client.run("r"))
                .hasMessage(
                        "GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with 403: Invalid Host header"
                                + " - possible DNS rebinding attack detected");
    }

    @Test
    void missingCredentialsAreNamedByTheirVariables() {
        server.then(401, "text/html", "You are not authenticated.");

        assertThatThrownBy(() -> client.run("r"))
                .hasMessage("GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with 401. Set"
                        + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.");
    }

    @Test
    void aRedirectIsNotFollowedButTold() {
        server.then(exchange -> {
            exchange.getResponseHeaders().add("Location", "https://login.example/");
            FaultyServer.send(exchange, 302, "text/html", "");
        });

        assertThatThrownBy(() -> client.run("r"))
                .hasMessageEndingWith("was answered with 302. It points to https://login.example/. Set"
                        + " MLFLOW_TRACKING_URI to the address that answers itself.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Welcome</html>", "", "[]", "\"text\""})
    void anotherKindOfServerIsTold(String body) {
        server.then(200, "text/html", body);

        assertThatThrownBy(() -> client.run("r"))
                .isInstanceOf(TrackingException.class)
                .hasMessage("GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with something that is not"
                        + " MLflow's JSON. Set MLFLOW_TRACKING_URI to the address of an MLflow tracking server.");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithItsVariable() {
        URI uri = server.uri();
        server.close();

        assertThatThrownBy(client::ping)
                .isInstanceOfSatisfying(TrackingException.class, e -> {
                    assertThat(e.status()).isEmpty();
                    assertThat(e.errorCode()).isEmpty();
                })
                .hasMessageStartingWith("The tracking server at " + uri + " cannot be reached (")
                .hasMessageEndingWith("). Start it, or set MLFLOW_TRACKING_URI to another address.");
    }

    @Test
    void aHostThatIsNotKnownIsNamedWithItsVariable() {
        try (TrackingClient lost = new TrackingClient(
                TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", "http://nowhere.invalid:5000")))) {
            assertThatThrownBy(lost::ping)
                    .isInstanceOf(TrackingException.class)
                    .hasMessageStartingWith("The tracking server at http://nowhere.invalid:5000 cannot be reached (")
                    .hasMessageContaining("MLFLOW_TRACKING_URI");
        }
    }

    @Test
    void pingAsksOnce() {
        server.then(503, "text/plain", "starting");

        try (TrackingClient patient = server.client("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "5")) {
            assertThatThrownBy(patient::ping)
                    .isInstanceOfSatisfying(
                            TrackingException.class, e -> assertThat(e.status()).isEqualTo(OptionalInt.of(503)))
                    .hasMessage("GET " + server.uri() + "/health was answered with 503: starting");
        }
        assertThat(server.lines()).containsExactly("GET /health");
    }

    @Test
    void aDeletedExperimentIsNotUsed() {
        server.thenJson(
                200, "{\"experiment\":{\"experiment_id\":\"7\",\"name\":\"iris\",\"lifecycle_stage\":\"deleted\"}}");

        assertThatThrownBy(() -> client.findOrCreateExperiment("iris"))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The experiment iris (7) at " + server.uri() + " was deleted. Restore it with: curl "
                        + server.uri() + "/api/2.0/mlflow/experiments/restore -H 'Content-Type: application/json'"
                        + " -d '{\"experiment_id\": \"7\"}' - or name another experiment in MLFLOW_EXPERIMENT_NAME.");
    }

    @Test
    void anExperimentThatAnotherHasMadeInBetweenIsUsed() {
        server.thenError(404, "RESOURCE_DOES_NOT_EXIST", "Could not find experiment")
                .thenError(400, "RESOURCE_ALREADY_EXISTS", "Experiment already exists")
                .thenJson(200, "{\"experiment\":{\"experiment_id\":\"7\",\"lifecycle_stage\":\"active\"}}");

        assertThat(client.findOrCreateExperiment("iris")).isEqualTo("7");
    }

    @Test
    void aRegisteredModelThatAnotherHasMadeInBetweenIsUsed() {
        server.thenError(404, "RESOURCE_DOES_NOT_EXIST", "not found")
                .thenError(400, "RESOURCE_ALREADY_EXISTS", "exists")
                .thenJson(200, "{\"registered_model\":{\"name\":\"iris\"}}");

        assertThat(client.findOrCreateRegisteredModel("iris").name()).isEqualTo("iris");
    }

    @Test
    void aVersionIsWaitedForUntilItIsReady() {
        String version = "{\"model_version\":{\"name\":\"iris\",\"version\":\"1\",\"status\":\"%s\"}}";
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/r\"}}}")
                .thenJson(200, version.formatted("PENDING_REGISTRATION"))
                .thenJson(200, version.formatted("READY"));

        assertThat(client.createModelVersion("iris", "r", "model", Map.of()).status())
                .isEqualTo("READY");
    }

    @Test
    void aVersionWhoseRegistrationFailsIsTold() {
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/r\"}}}")
                .thenJson(
                        200,
                        "{\"model_version\":{\"name\":\"iris\",\"version\":\"1\",\"status\":\"FAILED_REGISTRATION\"}}");

        assertThatThrownBy(() -> client.createModelVersion("iris", "r", "model", Map.of()))
                .isInstanceOf(TrackingException.class)
                .hasMessage("iris version 1 is FAILED_REGISTRATION, not READY, at " + server.uri()
                        + ". See the server's log.");
    }

    @Test
    void anotherInvalidParameterThanTheAliasIsAnError() {
        server.thenError(400, "INVALID_PARAMETER_VALUE", "Registered model name cannot be empty.");

        assertThatThrownBy(() -> client.modelVersionByAlias("", "champion"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("name cannot be empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../../etc/passwd", "a/b", "a\\\\b", "/etc/passwd", "C:evil", ""})
    void aServerThatNamesAFileOutsideTheFolderIsRejected(String name) {
        server.thenJson(200, "{\"artifact_uri\":\"mlflow-artifacts:/1/r/artifacts/model\"}")
                .thenJson(
                        200,
                        "{\"files\":[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":3},{\"path\":\"" + name
                                + "\",\"is_dir\":false,\"file_size\":3}]}");

        assertThatThrownBy(() -> client.downloadModel(VERSION, folder.resolve("model")))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("The artifact path '")
                .hasMessageContaining("could lead out of its folder");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDownloadThatFailsHalfWayLeavesNothing() {
        server.thenJson(200, "{\"artifact_uri\":\"mlflow-artifacts:/1/r/artifacts/model\"}")
                .thenJson(200, "{\"files\":[{\"path\":\"a\",\"file_size\":3},{\"path\":\"b\",\"file_size\":3}]}")
                .then(200, "application/octet-stream", "abc")
                .thenError(500, "INTERNAL_ERROR", "disk broken");

        assertThatThrownBy(() -> client.downloadModel(VERSION, folder.resolve("model")))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("disk broken");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileThatComesWithAnotherStatusThan200IsAFailure() {
        server.thenJson(200, "{\"artifact_uri\":\"mlflow-artifacts:/1/r/artifacts/model\"}")
                .thenJson(200, "{\"files\":[{\"path\":\"a\",\"file_size\":3}]}")
                .then(203, "application/octet-stream", "abc");

        assertThatThrownBy(() -> client.downloadModel(VERSION, folder.resolve("model")))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("was answered with 203");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatExistsIsNotOverwritten() throws IOException {
        Path existing = Files.createDirectory(folder.resolve("model"));
        server.thenJson(200, "{\"artifact_uri\":\"mlflow-artifacts:/1/r/artifacts/model\"}");

        assertThatThrownBy(() -> client.downloadModel(VERSION, existing))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The folder " + existing + " exists already. Name one that does not.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "a/../../b", "/absolute", "a//b", "", "a\\b", "folder/"})
    void aPathOfOursThatLeavesTheArtifactsIsRejected(String path) throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "x");
        String run = "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/r\"}}}";
        server.thenJson(200, run);

        assertThatThrownBy(() -> client.uploadArtifact("r", path, file))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("artifact");
        assertThatThrownBy(() -> client.downloadArtifact("r", path)).isInstanceOf(TrackingException.class);
        assertThat(server.lines()).containsExactly("GET /api/2.0/mlflow/runs/get?run_id=r");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        server.thenJson(
                200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/r\"}}}");

        assertThatThrownBy(() -> client.uploadArtifact("r", "report.txt", folder.resolve("missing.txt")))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining(folder.resolve("missing.txt").toString())
                .hasMessageStartingWith("A file cannot be read or written: ");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        server.thenJson(
                200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"mlflow-artifacts:/1/r\"}}}");

        assertThatThrownBy(() ->
                        client.uploadArtifacts("r", "model", folder.resolve("missing"), (file, done, total) -> {}))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("The folder " + folder.resolve("missing") + " cannot be read: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/var/mlruns/1/r/artifacts", "file:///var/mlruns", "dbfs:/a", "gs://bucket/a"})
    void aPlaceThatCannotBeReachedIsRejectedByName(String location) {
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"" + location + "\"}}}");

        assertThatThrownBy(() -> client.listArtifacts("r", ""))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("Artifacts at " + location + " cannot be reached from here")
                .hasMessageContaining("--serve-artifacts");
    }

    @Test
    void s3WithoutKeysNamesTheVariable() {
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"s3://bucket/a\"}}}");

        assertThatThrownBy(() -> client.listArtifacts("r", ""))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("AWS_ACCESS_KEY_ID is not set");
    }
}
