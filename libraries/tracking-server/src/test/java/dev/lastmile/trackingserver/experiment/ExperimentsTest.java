package dev.lastmile.trackingserver.experiment;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.trackingserver.DataFolder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(DataFolder.class)
class ExperimentsTest {
    @Test
    void theDefaultExperimentIsThereFromTheStart() {
        JsonPath experiment = ok(get("experiments/get", Map.of("experiment_id", "0")));

        assertThat(experiment.getString("experiment.experiment_id")).isEqualTo("0");
        assertThat(experiment.getString("experiment.name")).isEqualTo("Default");
        assertThat(experiment.getString("experiment.artifact_location")).isEqualTo("mlflow-artifacts:/0");
        assertThat(experiment.getString("experiment.lifecycle_stage")).isEqualTo("active");
        assertThat(experiment.getLong("experiment.creation_time"))
                .isBetween(System.currentTimeMillis() - 600_000, System.currentTimeMillis());
    }

    @Test
    void whatIsCreatedIsFoundByIdAndByName() {
        String name = unique("flowers & trees");
        String id = ok(post("experiments/create", Map.of("name", name, "tags", pairs("owner", "Anna", "empty", ""))))
                .getString("experiment_id");

        JsonPath byName = ok(get("experiments/get-by-name", Map.of("experiment_name", name)));

        assertThat(byName.getString("experiment.experiment_id")).isEqualTo(id);
        assertThat(byName.getString("experiment.artifact_location")).isEqualTo("mlflow-artifacts:/" + id);
        assertThat(value(byName, "experiment.tags", "owner")).isEqualTo("Anna");
        assertThat(value(byName, "experiment.tags", "empty")).isEmpty();
    }

    @Test
    void aNameCannotBeTakenTwiceNotEvenFromADeletedOne() {
        String name = unique("once");
        String id = ok(post("experiments/create", Map.of("name", name))).getString("experiment_id");
        ok(post("experiments/delete", Map.of("experiment_id", id)));

        assertRejected(
                post("experiments/create", Map.of("name", name)),
                400,
                "RESOURCE_ALREADY_EXISTS",
                "Experiment(name=" + name + ") already exists. It was deleted, and keeps its name: restore it"
                        + " (experiments/restore with experiment_id " + id + "), or choose another name.");
        assertRejected(
                post("experiments/update", Map.of("experiment_id", experiment(), "new_name", name)),
                400,
                "RESOURCE_ALREADY_EXISTS",
                name);
    }

    @Test
    void deletingTakesTheRunsAlongAndRestoringBringsThemBack() {
        String id = experiment();
        String run = run(id, 1);

        ok(post("experiments/delete", Map.of("experiment_id", id)));
        assertThat(stage(run)).isEqualTo("deleted");
        assertRejected(
                post("runs/create", Map.of("experiment_id", id)),
                400,
                "INVALID_PARAMETER_VALUE",
                "The experiment " + id + " must be in the 'active' state. Current state is deleted.");
        assertRejected(
                post("experiments/delete", Map.of("experiment_id", id)),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=" + id + " exists");

        ok(post("experiments/restore", Map.of("experiment_id", id)));
        assertThat(stage(run)).isEqualTo("active");
        assertRejected(
                post("experiments/restore", Map.of("experiment_id", id)),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=" + id + " exists");
    }

    @Test
    void restoringBringsBackRunsThatWereDeletedBeforeAsWellAsInMlflow() {
        String id = experiment();
        String run = run(id, 1);
        ok(post("runs/delete", Map.of("run_id", run)));
        ok(post("experiments/delete", Map.of("experiment_id", id)));

        ok(post("experiments/restore", Map.of("experiment_id", id)));

        assertThat(stage(run)).isEqualTo("active");
    }

    @Test
    void theDefaultExperimentCanBeDeletedAndRestored() {
        ok(post("experiments/delete", Map.of("experiment_id", "0")));
        try {
            assertThat(ok(get("experiments/get", Map.of("experiment_id", "0"))).getString("experiment.lifecycle_stage"))
                    .isEqualTo("deleted");
            assertRejected(
                    post("runs/create", Map.of("experiment_id", "0")),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "The experiment 0 must be in the 'active' state. Current state is deleted.");
        } finally {
            ok(post("experiments/restore", Map.of("experiment_id", "0")));
        }
    }

    @Test
    void aLocationThatNamesAHostIsRejected() {
        for (String location : List.of(
                "mlflow-artifacts://evil.example:8000/1",
                "MLFLOW-ARTIFACTS://evil.example/1",
                "http://169.254.169.254/latest",
                "FTP://evil.example/x")) {
            assertRejected(
                    post("experiments/create", Map.of("name", unique("e"), "artifact_location", location)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "Invalid artifact_location '" + location + "': it names a host.");
        }
        ok(post("experiments/create", Map.of("name", unique("e"), "artifact_location", "mlflow-artifacts:/other/1")));
        ok(post("experiments/create", Map.of("name", unique("e"), "artifact_location", "s3://bucket/1")));
    }

    @Test
    void aLocationIsOnThisServerOrInAnObjectStore() {
        for (String location :
                List.of("/etc", "etc", "file:///etc", "hdfs://host/x", "gs://bucket/x", "s3:x", "dbfs://h/x")) {
            assertRejected(
                    post("experiments/create", Map.of("name", unique("e"), "artifact_location", location)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "Invalid artifact_location '" + location + "': it must begin with");
        }
        for (String location : List.of("s3://bucket/a/../../b", "dbfs:/%2e%2e/b", "mlflow-artifacts:/../b")) {
            assertRejected(
                    post("experiments/create", Map.of("name", unique("e"), "artifact_location", location)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "leads upwards");
        }
        for (String location : List.of("s3://bucket", "S3://bucket/runs", "dbfs:/projects/churn")) {
            ok(post("experiments/create", Map.of("name", unique("e"), "artifact_location", location)));
        }
    }

    @Test
    void tagsCanBeSetReplacedAndDeleted() {
        String id = experiment();
        ok(post("experiments/set-experiment-tag", Map.of("experiment_id", id, "key", "a", "value", "1")));
        ok(post("experiments/set-experiment-tag", Map.of("experiment_id", id, "key", "a", "value", "2")));
        assertThat(value(ok(get("experiments/get", Map.of("experiment_id", id))), "experiment.tags", "a"))
                .isEqualTo("2");

        ok(post("experiments/delete-experiment-tag", Map.of("experiment_id", id, "key", "a")));
        assertRejected(
                post("experiments/delete-experiment-tag", Map.of("experiment_id", id, "key", "a")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No tag with name: a");
    }

    @Test
    void searchesByNameAndTagInPages() {
        String tag = unique("tag");
        List<String> ids = List.of(tagged(tag), tagged(tag), tagged(tag));
        Map<String, Object> search =
                Map.of("filter", "tags.group = '" + tag + "'", "max_results", 2, "order_by", List.of("experiment_id"));

        JsonPath first = ok(post("experiments/search", search));
        assertThat(first.getList("experiments.experiment_id")).isEqualTo(ids.subList(0, 2));

        Map<String, Object> next = new HashMap<>(search);
        next.put("page_token", first.getString("next_page_token"));
        JsonPath second = ok(post("experiments/search", next));
        assertThat(second.getList("experiments.experiment_id")).isEqualTo(ids.subList(2, 3));
        assertThat(second.getString("next_page_token")).isNull();

        ok(post("experiments/delete", Map.of("experiment_id", ids.get(0))));
        assertThat(ok(get("experiments/search", Map.of("filter", search.get("filter"), "view_type", "DELETED_ONLY")))
                        .getList("experiments.experiment_id"))
                .isEqualTo(ids.subList(0, 1));
    }

    @Test
    void badRequestsAreToldWhatIsWrong() {
        assertRejected(
                post("experiments/create", Map.of()),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'name'. See the API docs for more information about request"
                        + " parameters.");
        assertRejected(
                post("experiments/create", Map.of("name", List.of(1))),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid value [1] for parameter 'name' supplied.");
        assertRejected(
                get("experiments/get", Map.of("experiment_id", "abc")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.");
        assertRejected(
                get("experiments/get", Map.of("experiment_id", "999999")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No Experiment with id=999999 exists");
        assertRejected(
                get("experiments/get-by-name", Map.of("experiment_name", "none such")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Could not find experiment with name 'none such'");
        assertRejected(
                given().contentType("application/json").body("{\"name\":").post("/api/2.0/mlflow/experiments/create"),
                400,
                "BAD_REQUEST",
                "The request is not valid JSON");
        assertRejected(
                given().contentType("text/plain").body("{\"name\": \"x\"}").post("/api/2.0/mlflow/experiments/create"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Content-Type must be one of ['application/json'].");
        assertRejected(
                get("experiments/none-such", Map.of()),
                404,
                "ENDPOINT_NOT_FOUND",
                "/api/2.0/mlflow/experiments/none-such");
        assertRejected(
                get("experiments/create", Map.of()), 404, "ENDPOINT_NOT_FOUND", "/api/2.0/mlflow/experiments/create");
        assertRejected(
                get("experiments/search", Map.of("page_token", "abc")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid page token");
        assertRejected(
                get("experiments/search", Map.of("max_results", "0")), 400, "INVALID_PARAMETER_VALUE", "'max_results'");
    }

    @Test
    void thePrefixOfPagesLeadsToTheSame() {
        assertThat(given().queryParam("experiment_id", "0")
                        .get("/ajax-api/2.0/mlflow/experiments/get")
                        .jsonPath()
                        .getString("experiment.name"))
                .isEqualTo("Default");
    }

    private static String tagged(String tag) {
        return ok(post("experiments/create", Map.of("name", unique("searched"), "tags", pairs("group", tag))))
                .getString("experiment_id");
    }

    private static String stage(String run) {
        return ok(get("runs/get", Map.of("run_id", run))).getString("run.info.lifecycle_stage");
    }
}
