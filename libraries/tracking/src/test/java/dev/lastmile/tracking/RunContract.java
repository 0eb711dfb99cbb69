package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service;
import org.mlflow.tracking.MlflowClient;

/** What the client does with runs and artifacts of a server; every test uses names of its own, so that may be in use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RunContract {
    @TempDir
    Path folder;

    final String unique = UUID.randomUUID().toString().substring(0, 8);
    TrackingClient client;
    String experiment;

    /** The server's address. */
    abstract URI server();

    @BeforeEach
    void connect() {
        client = new TrackingClient(TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", server().toString())));
        experiment = client.findOrCreateExperiment("contract " + unique);
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void theServerIsWell() {
        client.ping();

        assertThat(client.uri()).isEqualTo(server());
    }

    @Test
    void anExperimentIsMadeOnce() {
        assertThat(client.findOrCreateExperiment("contract " + unique)).isEqualTo(experiment);
        assertThat(client.findOrCreateExperiment("another 'quoted' " + unique)).isNotEqualTo(experiment);
    }

    @Test
    void aRunComesBackAsItWasLogged() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Run created =
                client.createRun(experiment, "train features", Map.of("lastmile.step", "train", "mlflow.user", "a"));
        client.logBatch(
                created.id(),
                Map.of("accuracy", 0.96, "log loss", 0.125),
                Map.of("regularisation", "0.1", "empty", ""),
                Map.of("lastmile.output.lake.raw.iris", "8123456789012345678"));
        client.setTag(created.id(), "umlaut ü", "line 1\nline 2 \"quoted\" ✓");
        client.setTag(created.id(), "lastmile.step", "train-features");
        client.logMetric(created.id(), "loss", 0.5, 1);
        client.logMetric(created.id(), "loss", 0.25, 2);

        Run run = client.run(created.id());

        assertThat(created.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.experimentId()).isEqualTo(experiment);
        assertThat(run.name()).isEqualTo("train features");
        assertThat(run.start()).isBetween(before, Instant.now());
        assertThat(run.end()).isEmpty();
        assertThat(run.metrics())
                .containsExactlyInAnyOrderEntriesOf(Map.of("accuracy", 0.96, "log loss", 0.125, "loss", 0.25));
        assertThat(run.params()).containsEntry("regularisation", "0.1").containsEntry("empty", "");
        assertThat(run.tags())
                .containsEntry("lastmile.step", "train-features")
                .containsEntry("mlflow.user", "a")
                .containsEntry("lastmile.output.lake.raw.iris", "8123456789012345678")
                .containsEntry("umlaut ü", "line 1\nline 2 \"quoted\" ✓");
        assertThat(run.artifactUri()).contains(run.id());
    }

    @Test
    void aRunThatEndsSaysHowAndWhen() {
        for (RunStatus status : List.of(RunStatus.FINISHED, RunStatus.FAILED, RunStatus.KILLED)) {
            String id = newRun();

            client.endRun(id, status);

            assertThat(client.run(id).status()).isEqualTo(status);
            assertThat(client.run(id).end())
                    .hasValueSatisfying(end ->
                            assertThat(end).isAfterOrEqualTo(client.run(id).start()));
        }
    }

    @Test
    void metricsThatAreNoNumbersSurvive() {
        String id = newRun();

        client.logBatch(
                id, Map.of("nan", Double.NaN, "zero", 0.0, "negative", -1.5, "tiny", 1e-300), Map.of(), Map.of());
        client.logBatch(id, Map.of("infinite", Double.POSITIVE_INFINITY), Map.of(), Map.of());

        assertThat(client.run(id).metrics())
                .containsEntry("nan", Double.NaN)
                .containsEntry("zero", 0.0)
                .containsEntry("negative", -1.5)
                .containsEntry("tiny", 1e-300)
                // A database without infinity keeps the largest number in its place.
                .hasEntrySatisfying("infinite", value -> assertThat(value).isGreaterThanOrEqualTo(Double.MAX_VALUE));
    }

    @Test
    void moreThanOneRequestTakesIsLoggedInSeveral() {
        String id = newRun();
        Map<String, Double> metrics = new HashMap<>();
        Map<String, String> params = new HashMap<>();
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 1500; i++) {
            metrics.put("metric " + i, (double) i);
        }
        for (int i = 0; i < 250; i++) {
            params.put("param " + i, "x".repeat(5000));
            tags.put("tag " + i, "y".repeat(4000));
        }

        client.logBatch(id, metrics, params, tags);

        Run run = client.run(id);
        assertThat(run.metrics()).isEqualTo(metrics);
        assertThat(run.params()).isEqualTo(params);
        assertThat(run.tags()).containsAllEntriesOf(tags);
    }

    @Test
    void aParamKeepsItsFirstValue() {
        String id = newRun();
        client.logBatch(id, Map.of(), Map.of("seed", "1"), Map.of());
        client.logBatch(id, Map.of(), Map.of("seed", "1"), Map.of());

        assertThatThrownBy(() -> client.logBatch(id, Map.of(), Map.of("seed", "2"), Map.of()))
                .isInstanceOfSatisfying(TrackingException.class, e -> {
                    assertThat(e.status()).isEqualTo(OptionalInt.of(400));
                    assertThat(e.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE");
                })
                .hasMessageStartingWith("POST " + server() + "/api/2.0/mlflow/runs/log-batch was answered with 400"
                        + " INVALID_PARAMETER_VALUE: ")
                .hasMessageNotContaining("\n");
        assertThat(client.run(id).params()).containsEntry("seed", "1");
    }

    @Test
    void datasetInputsAreKeptWithTheRun() {
        String id = newRun();
        DatasetInput input = new DatasetInput(
                "lake.raw.iris",
                "8123456789012345678",
                "iceberg",
                "{\"table\":\"lake.raw.iris\",\"snapshot\":8123456789012345678}",
                "{\"type\":\"struct\",\"fields\":[]}",
                "{\"rows\":150}",
                Map.of("mlflow.data.context", "input"));
        DatasetInput bare = new DatasetInput("lake.raw.bare", "1", "iceberg", "{}", null, null, Map.of());

        client.logInputs(id, List.of(input, bare));
        client.logInputs(id, List.of(input));

        try (MlflowClient peer = new MlflowClient(server().toString())) {
            List<Service.DatasetInput> inputs = peer.getRun(id).getInputs().getDatasetInputsList();
            assertThat(inputs)
                    .extracting(dataset -> dataset.getDataset().getName())
                    .containsExactlyInAnyOrder("lake.raw.iris", "lake.raw.bare");
            Service.DatasetInput first = inputs.stream()
                    .filter(dataset -> dataset.getDataset().getName().equals("lake.raw.iris"))
                    .findFirst()
                    .orElseThrow();
            assertThat(first.getDataset().getDigest()).isEqualTo(input.digest());
            assertThat(first.getDataset().getSourceType()).isEqualTo("iceberg");
            assertThat(first.getDataset().getSource()).isEqualTo(input.source());
            assertThat(first.getDataset().getSchema()).isEqualTo(input.schema());
            assertThat(first.getDataset().getProfile()).isEqualTo(input.profile());
            assertThat(first.getTags(0).getKey()).isEqualTo("mlflow.data.context");
            assertThat(first.getTags(0).getValue()).isEqualTo("input");
        }
    }

    @Test
    void runsAreFoundNewestFirst() throws InterruptedException {
        String experiment = client.findOrCreateExperiment("search " + unique);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(
                    0,
                    client.createRun(experiment, "run " + i, Map.of("lastmile.step", i % 2 == 0 ? "even" : "odd"))
                            .id());
            Thread.sleep(2); // the order is by milliseconds
        }
        client.endRun(ids.get(0), RunStatus.FINISHED);

        assertThat(found(experiment, "", 100)).isEqualTo(ids);
        assertThat(found(experiment, "", 2)).isEqualTo(ids.subList(0, 2));
        assertThat(found(experiment, "attributes.status = 'FINISHED'", 100)).containsExactly(ids.get(0));
        assertThat(found(experiment, "attributes.status = 'RUNNING' and tags.\"lastmile.step\" = 'even'", 100))
                .containsExactly(ids.get(2), ids.get(4));
        assertThat(found(experiment, "tags.\"lastmile.step\" = 'neither'", 100)).isEmpty();
    }

    @Test
    void aFilterThatCannotBeReadIsRejectedByTheServer() {
        assertThatThrownBy(() -> client.searchRuns(experiment, "nonsense = 1 and", 10))
                .isInstanceOfSatisfying(
                        TrackingException.class, e -> assertThat(e.errorCode()).isEqualTo("INVALID_PARAMETER_VALUE"));
    }

    @Test
    void aRunThatDoesNotExistIsAnErrorWithItsCode() {
        String nobody = "0".repeat(32);

        TrackingException e = catchThrowableOfType(TrackingException.class, () -> client.run(nobody));

        assertThat(e.status()).isEqualTo(OptionalInt.of(404));
        assertThat(e.errorCode()).isEqualTo("RESOURCE_DOES_NOT_EXIST");
        assertThat(e)
                .hasMessageStartingWith(
                        "GET " + server() + "/api/2.0/mlflow/runs/get was answered with 404 RESOURCE_DOES_NOT_EXIST: ")
                .hasMessageContaining(nobody);
    }

    @Test
    void artifactsComeBackByteForByte() throws IOException {
        String id = newRun();
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("data.bin"), content);

        client.uploadArtifact(id, "reports/data.bin", file);

        assertThat(client.downloadArtifact(id, "reports/data.bin")).isEqualTo(content);
        assertThat(client.listArtifacts(id, "")).containsExactly(new ArtifactFile("reports", true, 0));
        assertThat(client.listArtifacts(id, "reports"))
                .containsExactly(new ArtifactFile("reports/data.bin", false, content.length));
        assertThat(client.listArtifacts(id, "nowhere")).isEmpty();
    }

    @Test
    void anArtifactIsReplacedByAnotherOfItsName() throws IOException {
        String id = newRun();
        Path file = folder.resolve("report.txt");
        client.uploadArtifact(id, "report.txt", Files.writeString(file, "a long first report"));

        client.uploadArtifact(id, "report.txt", Files.writeString(file, "second"));

        assertThat(client.downloadArtifact(id, "report.txt")).asString().isEqualTo("second");
    }

    @Test
    void emptyFilesAreFiles() throws IOException {
        String id = newRun();

        client.uploadArtifact(id, "sparkml/_SUCCESS", Files.createFile(folder.resolve("_SUCCESS")));

        assertThat(client.downloadArtifact(id, "sparkml/_SUCCESS")).isEmpty();
        assertThat(client.listArtifacts(id, "sparkml")).containsExactly(new ArtifactFile("sparkml/_SUCCESS", false, 0));
    }

    @Test
    void namesOfArtifactsMayHaveAnyCharacterThatUrlsGiveAMeaning() throws IOException {
        String id = newRun();
        String name = "50% of a+b & c, ü=1;2 @home.txt";

        client.uploadArtifact(id, "a folder/" + name, Files.writeString(folder.resolve("x"), "x"));

        assertThat(client.listArtifacts(id, "a folder"))
                .containsExactly(new ArtifactFile("a folder/" + name, false, 1));
        assertThat(client.downloadArtifact(id, "a folder/" + name)).asString().isEqualTo("x");
    }

    @Test
    void anArtifactThatDoesNotExistIsAnErrorWithItsStatus() {
        String id = newRun();

        assertThatThrownBy(() -> client.downloadArtifact(id, "nothing.txt"))
                .isInstanceOfSatisfying(
                        TrackingException.class, e -> assertThat(e.status()).isPresent())
                .hasMessageContaining("nothing.txt")
                .hasMessageNotContaining("\n");
    }

    private List<String> found(String experiment, String filter, int max) {
        return client.searchRuns(experiment, filter, max).stream().map(Run::id).toList();
    }

    String newRun() {
        return client.createRun(experiment, "a run", Map.of()).id();
    }
}
