package dev.lastmile.trackingserver;

import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.delete;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.patch;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.tracking.CopyReport;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's copy of one server to another, each a process of its own. */
@Tag("ci")
class CopyIT {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private TrackingClient source;
    private TrackingClient destination;
    private String parent;
    private String forest;

    @BeforeEach
    void twoServers() throws Exception {
        source = server("source");
        destination = server("destination");
        at(source);
    }

    @AfterEach
    void stop() {
        source.close();
        destination.close();
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void everythingArrivesUnderItsNamesAndNumbers() {
        fill();

        assertThat(copy()).isEqualTo(new CopyReport(3, 3, 1, 3, 4));

        at(destination);
        String experiment = ok(get("experiments/get-by-name", Map.of("experiment_name", "flowers")))
                .getString("experiment.experiment_id");
        JsonPath runs = ok(post(
                "runs/search",
                Map.of("experiment_ids", List.of(experiment), "order_by", List.of("attributes.run_name"))));
        assertThat(runs.getList("runs.info.run_name")).containsExactly("child", "parent");
        String newParent = runs.getString("runs[1].info.run_id");
        assertThat(newParent).isNotEqualTo(parent);
        assertThat(value(runs, "runs[0].data.tags", "mlflow.parentRunId")).isEqualTo(newParent);
        JsonPath run = ok(get("runs/get", Map.of("run_id", newParent)));
        assertThat(run.getString("run.info.status")).isEqualTo("FAILED");
        assertThat(run.getLong("run.info.start_time")).isEqualTo(100);
        assertThat(run.getLong("run.info.end_time")).isEqualTo(200);
        assertThat(run.getString("run.info.user_id")).isEqualTo("anna");
        assertThat(value(run, "run.data.params", "depth")).isEqualTo("3");
        assertThat(run.getString("run.inputs.dataset_inputs[0].dataset.profile"))
                .isEqualTo("{}");
        assertThat(ok(get("metrics/get-history", Map.of("run_id", newParent, "metric_key", "loss")))
                        .getList("metrics.step", Integer.class))
                .hasSize(2500)
                .startsWith(0, 1);
        assertThat(ok(get("metrics/get-history", Map.of("run_id", newParent, "metric_key", "nan")))
                        .getString("metrics[0].value"))
                .isEqualTo("NaN");
        String folder = run.getString("run.info.artifact_uri").substring("mlflow-artifacts:".length());
        assertThat(given().get(ARTIFACTS + folder + "/model/a b.txt").asString())
                .isEqualTo("run_id: " + parent);
        assertThat(given().get(ARTIFACTS + folder + "/model/_SUCCESS").statusCode())
                .isEqualTo(200);

        JsonPath model = ok(get("registered-models/get", Map.of("name", "trees")));
        assertThat(model.getString("registered_model.description")).isEqualTo("of trees");
        assertThat(model.getMap("registered_model.aliases[0]")).isEqualTo(Map.of("alias", "champion", "version", "3"));
        JsonPath version = ok(get("model-versions/get", Map.of("name", "trees", "version", "3")));
        assertThat(version.getString("model_version.run_id")).isEqualTo(newParent);
        assertThat(version.getString("model_version.current_stage")).isEqualTo("Production");
        assertThat(value(version, "model_version.tags", "lastmile.features.version"))
                .isEqualTo("1");
        assertThat(version.getString("model_version.source")).isEqualTo("mlflow-artifacts:" + folder + "/model");
        assertThat(get("model-versions/get", Map.of("name", "trees", "version", "2"))
                        .statusCode())
                .isEqualTo(404);
        JsonPath logged = ok(post("logged-models/search", Map.of("experiment_ids", List.of(experiment))));
        assertThat(logged.getString("models[0].info.source_run_id")).isEqualTo(newParent);
        assertThat(logged.getString("models[0].info.status")).isEqualTo("LOGGED_MODEL_READY");
        assertThat(ok(get("model-versions/get", Map.of("name", "forest", "version", "1")))
                        .getString("model_version.source"))
                .isEqualTo("models:/" + logged.getString("models[0].info.model_id"))
                .isNotEqualTo("models:/" + forest);
        assertThat(ok(get("model-versions/get", Map.of("name", "greeting", "version", "1")))
                        .getString("model_version.source"))
                .isEqualTo("dummy-source");
        assertThat(ok(post("experiments/search", Map.of("view_type", "DELETED_ONLY")))
                        .getList("experiments.name"))
                .containsExactly("old");
    }

    @Test
    void aCopyThatWasInterruptedIsCompletedAndAWholeOneIsLeftAlone() {
        fill();
        CopyReport first = copy();
        at(destination);
        String experiment = ok(get("experiments/get-by-name", Map.of("experiment_name", "flowers")))
                .getString("experiment.experiment_id");
        Map<String, Object> search = Map.of("experiment_ids", List.of(experiment));
        List<String> ids = ok(post("runs/search", search)).getList("runs.info.run_id");
        ok(post("runs/delete-tag", Map.of("run_id", ids.get(1), "key", "lastmile.copy.complete")));
        // As far as versions are concerned, nothing has been copied yet.
        ok(delete("registered-models/delete", Map.of("name", "trees")));

        assertThat(copy()).isEqualTo(first);

        List<String> again = ok(post("runs/search", search)).getList("runs.info.run_id");
        assertThat(again).hasSize(2).contains(ids.get(0)).doesNotContain(ids.get(1));
        assertThat(copy()).isEqualTo(first);
        assertThat(ok(post("runs/search", search)).getList("runs.info.run_id")).isEqualTo(again);
    }

    @Test
    void anotherVersionUnderTheSameNameIsNamed() {
        fill();
        at(destination);
        ok(post("registered-models/create", Map.of("name", "trees")));
        ok(post("model-versions/create", Map.of("name", "trees", "source", "s3://b/other")));

        assertThatThrownBy(this::copy)
                .isInstanceOf(TrackingException.class)
                .hasMessage(destination.uri() + " has another version 1 of trees. Rename the model there or here, and"
                        + " copy again.");
        assertThatThrownBy(() -> source.copyTo(source, line -> {}))
                .isInstanceOf(TrackingException.class)
                .hasMessage("The destination " + source.uri() + " is the source. Name another server.");
    }

    private CopyReport copy() {
        return source.copyTo(destination, line -> {});
    }

    private void fill() {
        String experiment = ok(post("experiments/create", Map.of("name", "flowers", "tags", pairs("owner", "anna"))))
                .getString("experiment_id");
        parent = run(experiment, "parent");
        String child = run(experiment, "child", "mlflow.parentRunId", parent);
        for (int begin = 0; begin < 2500; begin += 500) {
            List<Map<String, ?>> metrics = new ArrayList<>();
            for (int step = begin; step < begin + 500; step++) {
                metrics.add(Map.of("key", "loss", "value", 1.0 / (step + 1), "timestamp", 1000 + step, "step", step));
            }
            ok(post("runs/log-batch", Map.of("run_id", parent, "metrics", metrics)));
        }
        ok(post("runs/log-metric", Map.of("run_id", parent, "key", "nan", "value", "NaN", "timestamp", 1)));
        ok(post("runs/log-parameter", Map.of("run_id", parent, "key", "depth", "value", "3")));
        ok(post(
                "runs/log-inputs",
                Map.of(
                        "run_id",
                        parent,
                        "datasets",
                        List.of(Map.of(
                                "dataset",
                                Map.of(
                                        "name", "d",
                                        "digest", "1",
                                        "source_type", "t",
                                        "source", "s",
                                        "profile", "{}"))))));
        String files = "/" + experiment + "/" + parent + "/artifacts/model";
        ok(given().body("run_id: " + parent).put(ARTIFACTS + files + "/a b.txt"));
        ok(given().body("").put(ARTIFACTS + files + "/_SUCCESS"));
        ok(post("runs/update", Map.of("run_id", parent, "status", "FAILED", "end_time", 200)));
        ok(post("registered-models/create", Map.of("name", "trees", "description", "of trees")));
        for (String owner : List.of(child, parent, parent)) {
            ok(post(
                    "model-versions/create",
                    Map.of(
                            "name",
                            "trees",
                            "run_id",
                            owner,
                            "source",
                            "mlflow-artifacts:/" + experiment + "/" + owner + "/artifacts/model",
                            "tags",
                            pairs("lastmile.features.version", "1"))));
        }
        ok(delete("model-versions/delete", Map.of("name", "trees", "version", "2")));
        ok(post("model-versions/transition-stage", Map.of("name", "trees", "version", "3", "stage", "Production")));
        ok(post("registered-models/alias", Map.of("name", "trees", "alias", "champion", "version", "3")));
        forest = ok(post(
                        "logged-models",
                        Map.of("experiment_id", experiment, "name", "forest", "source_run_id", parent)))
                .getString("model.info.model_id");
        ok(given().body("{}").put(ARTIFACTS + "/" + experiment + "/models/" + forest + "/artifacts/MLmodel"));
        ok(patch("logged-models/" + forest, Map.of("status", "LOGGED_MODEL_READY")));
        ok(post("registered-models/create", Map.of("name", "forest")));
        ok(post("model-versions/create", Map.of("name", "forest", "source", "models:/" + forest, "model_id", forest)));
        List<Map<String, String>> prompt = pairs("mlflow.prompt.is_prompt", "true");
        ok(post("registered-models/create", Map.of("name", "greeting", "tags", prompt)));
        ok(post("model-versions/create", Map.of("name", "greeting", "source", "dummy-source", "tags", prompt)));
        String old = ok(post("experiments/create", Map.of("name", "old"))).getString("experiment_id");
        run(old, "forgotten");
        ok(post("experiments/delete", Map.of("experiment_id", old)));
    }

    private static String run(String experiment, String name, String... tags) {
        return ok(post(
                        "runs/create",
                        Map.of(
                                "experiment_id",
                                experiment,
                                "run_name",
                                name,
                                "user_id",
                                "anna",
                                "start_time",
                                100,
                                "tags",
                                pairs(tags))))
                .getString("run.info.run_id");
    }

    private static void at(TrackingClient server) {
        RestAssured.baseURI = "http://127.0.0.1";
        RestAssured.port = server.uri().getPort();
    }

    private TrackingClient server(String name) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("tracking.server.jar"));
        builder.environment().put("LASTMILE_TRACKING_PORT", Integer.toString(port));
        builder.environment().put("LASTMILE_TRACKING_DATA", folder.resolve(name).toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(name + ".log").toFile());
        processes.add(builder.start());
        TrackingClient client = new TrackingClient(TrackingConfig.fromEnvironment(Map.of(
                "MLFLOW_TRACKING_URI", URI.create("http://127.0.0.1:" + port).toString())));
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                client.ping();
                return client;
            } catch (TrackingException e) {
                assertThat(processes.get(processes.size() - 1).isAlive()).isTrue();
                Thread.sleep(50);
            }
        }
        throw new IllegalStateException("the server " + name + " does not answer");
    }
}
