package dev.lastmile.trackingserver.protocol;

import static dev.lastmile.trackingserver.fixture.Protocol.API;
import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clients that send the parameters of a GET request as JSON, as mlflow-export-import does. */
@QuarkusTest
class GetWithBodyTest {
    @Test
    void everyEndpointReadsTheBodyOfAGetRequest() {
        String experiment = experiment();
        String run = run(experiment, 1);
        ok(post("runs/log-metric", Map.of("run_id", run, "key", "m", "value", 1, "timestamp", 1)));
        String model = unique("m");
        ok(post("registered-models/create", Map.of("name", model)));
        ok(post("model-versions/create", Map.of("name", model, "source", "s3://b/m")));
        ok(post("registered-models/alias", Map.of("name", model, "alias", "champion", "version", "1")));
        given().body("x").put(ARTIFACTS + "/" + experiment + "/" + run + "/artifacts/a/b.txt");
        String logged =
                ok(post("logged-models", Map.of("experiment_id", experiment))).getString("model.info.model_id");
        given().body("x").put(ARTIFACTS + "/" + experiment + "/models/" + logged + "/artifacts/a/b.txt");
        String name =
                api("experiments/get", Map.of("experiment_id", experiment)).getString("experiment.name");

        assertThat(api("experiments/get-by-name", Map.of("experiment_name", name))
                        .getString("experiment.experiment_id"))
                .isEqualTo(experiment);
        assertThat(api("experiments/search", Map.of("filter", "name = '" + name + "'", "max_results", 5))
                        .getList("experiments.experiment_id"))
                .containsExactly(experiment);
        assertThat(api("runs/get", Map.of("run_id", run)).getString("run.info.run_id"))
                .isEqualTo(run);
        assertThat(api("artifacts/list", Map.of("run_id", run, "path", "a")).getList("files.path"))
                .containsExactly("a/b.txt");
        assertThat(api("metrics/get-history", Map.of("run_id", run, "metric_key", "m"))
                        .getList("metrics"))
                .hasSize(1);
        assertThat(api("registered-models/get", Map.of("name", model)).getString("registered_model.name"))
                .isEqualTo(model);
        assertThat(api("registered-models/search", Map.of("filter", "name = '" + model + "'"))
                        .getList("registered_models.name"))
                .containsExactly(model);
        assertThat(api("registered-models/get-latest-versions", Map.of("name", model, "stages", List.of("None")))
                        .getList("model_versions.version"))
                .containsExactly("1");
        assertThat(api("registered-models/alias", Map.of("name", model, "alias", "champion"))
                        .getString("model_version.version"))
                .isEqualTo("1");
        assertThat(api("model-versions/get", Map.of("name", model, "version", "1"))
                        .getString("model_version.name"))
                .isEqualTo(model);
        assertThat(api("model-versions/get-download-uri", Map.of("name", model, "version", "1"))
                        .getString("artifact_uri"))
                .isEqualTo("s3://b/m");
        assertThat(api(
                                "model-versions/search",
                                Map.of("filter", "name = '" + model + "'", "order_by", List.of("version_number")))
                        .getList("model_versions.version"))
                .containsExactly("1");
        assertThat(api("logged-models/" + logged + "/artifacts/directories", Map.of("artifact_directory_path", "a"))
                        .getList("files.path"))
                .containsExactly("a/b.txt");
        assertThat(ok(body(Map.of("path", experiment + "/" + run + "/artifacts"))
                                .get(ARTIFACTS))
                        .getList("files.path"))
                .containsExactly("a");
    }

    @Test
    void theQueryCountsWhereThereIsOne() {
        String experiment = experiment();

        assertThat(ok(body(Map.of("experiment_id", "0"))
                                .queryParam("experiment_id", experiment)
                                .get(API + "experiments/get"))
                        .getString("experiment.experiment_id"))
                .isEqualTo(experiment);
        assertRejected(
                given().contentType("application/json").body("{\"name\":").get(API + "registered-models/get"),
                400,
                "BAD_REQUEST",
                "The request is not valid JSON");
        assertRejected(
                given().get(API + "registered-models/get"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'name'");
    }

    private static JsonPath api(String path, Map<String, ?> parameters) {
        Response response = body(parameters).get(API + path);
        return ok(response);
    }

    private static io.restassured.specification.RequestSpecification body(Map<String, ?> parameters) {
        return given().contentType("application/json").body(parameters);
    }
}
