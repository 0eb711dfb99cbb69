package dev.lastmile.trackingserver.loggedmodel;

import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.delete;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.patch;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client since MLflow 3 does when it logs and registers a model. */
@QuarkusTest
class LoggedModelsTest {
    private String experiment;
    private String run;

    @BeforeEach
    void aRun() {
        experiment = experiment();
        run = run(experiment, 1);
    }

    @Test
    void aModelIsLoggedFinishedAndRegistered() {
        JsonPath created = ok(post(
                "logged-models",
                Map.of(
                        "experiment_id",
                        experiment,
                        "name",
                        "forest",
                        "source_run_id",
                        run,
                        "params",
                        pairs("a", "1"))));
        String id = created.getString("model.info.model_id");
        String folder = "/" + experiment + "/models/" + id + "/artifacts";
        assertThat(id).matches("m-[0-9a-f]{32}");
        assertThat(created.getString("model.info.status")).isEqualTo("LOGGED_MODEL_PENDING");
        assertThat(created.getString("model.info.artifact_uri")).isEqualTo("mlflow-artifacts:" + folder);

        given().body("flavors: {}").put(ARTIFACTS + folder + "/MLmodel");
        ok(patch("logged-models/" + id, Map.of("status", "LOGGED_MODEL_READY")));
        ok(patch("logged-models/" + id + "/tags", Map.of("tags", pairs("kind", "tree"))));
        ok(post("runs/outputs", Map.of("run_id", run, "models", List.of(Map.of("model_id", id, "step", 3)))));

        JsonPath read = ok(get("logged-models/" + id, Map.of()));
        assertThat(read.getString("model.info.status")).isEqualTo("LOGGED_MODEL_READY");
        assertThat(value(read, "model.info.tags", "kind")).isEqualTo("tree");
        assertThat(value(read, "model.data.params", "a")).isEqualTo("1");
        assertThat(ok(get("logged-models/" + id + "/artifacts/directories", Map.of()))
                        .getList("files.path"))
                .containsExactly("MLmodel");
        assertThat(ok(get("runs/get", Map.of("run_id", run))).getList("run.outputs.model_outputs.model_id"))
                .containsExactly(id);

        String name = unique("forest");
        ok(post("registered-models/create", Map.of("name", name)));
        ok(post("model-versions/create", Map.of("name", name, "source", "models:/" + id, "model_id", id)));
        assertThat(ok(get("model-versions/get", Map.of("name", name, "version", "1")))
                        .getString("model_version.run_id"))
                .isEqualTo(run);
        assertThat(ok(get("model-versions/get-download-uri", Map.of("name", name, "version", "1")))
                        .getString("artifact_uri"))
                .isEqualTo("mlflow-artifacts:" + folder);
    }

    @Test
    void modelsAreFoundUntilTheyAreDeleted() {
        String id = ok(post("logged-models", Map.of("experiment_id", experiment, "tags", pairs("a", "b"))))
                .getString("model.info.model_id");
        Map<String, Object> search = Map.of(
                "experiment_ids", List.of(experiment), "filter", "tags.a = 'b' and status = 'LOGGED_MODEL_PENDING'");
        assertThat(ok(post("logged-models/search", search)).getList("models.info.model_id"))
                .containsExactly(id);

        ok(delete("logged-models/" + id + "/tags/a", Map.of()));
        ok(delete("logged-models/" + id, Map.of()));

        assertThat(ok(post("logged-models/search", search)).getMap("")).isEmpty();
        assertRejected(
                get("logged-models/" + id, Map.of()),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Logged model with ID '" + id + "' not found.");
    }
}
