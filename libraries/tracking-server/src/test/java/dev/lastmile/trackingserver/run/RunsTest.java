package dev.lastmile.trackingserver.run;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RunsTest {
    @Test
    void aRunBeginsRunningWithANameAndAPlaceForArtifacts() {
        String experiment = experiment();

        JsonPath run = ok(post(
                "runs/create",
                Map.of("experiment_id", experiment, "user_id", "anna", "start_time", 1_700_000_000_123L)));

        String id = run.getString("run.info.run_id");
        assertThat(id).matches("[0-9a-f]{32}");
        assertThat(run.getString("run.info.run_uuid")).isEqualTo(id);
        assertThat(run.getString("run.info.status")).isEqualTo("RUNNING");
        assertThat(run.getString("run.info.user_id")).isEqualTo("anna");
        assertThat(run.getLong("run.info.start_time")).isEqualTo(1_700_000_000_123L);
        assertThat(run.getMap("run.info")).doesNotContainKey("end_time");
        assertThat(run.getString("run.info.artifact_uri"))
                .isEqualTo("mlflow-artifacts:/" + experiment + "/" + id + "/artifacts");
        assertThat(value(run, "run.data.tags", "mlflow.runName")).isEqualTo(run.getString("run.info.run_name"));
    }

    @Test
    void anEndingRunKeepsItsEnd() {
        String run = run(experiment(), 1);

        JsonPath updated = ok(post(
                "runs/update", Map.of("run_id", run, "status", "FINISHED", "end_time", "42", "run_name", "renamed")));

        assertThat(updated.getString("run_info.status")).isEqualTo("FINISHED");
        assertThat(updated.getLong("run_info.end_time")).isEqualTo(42);
        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));
        assertThat(read.getString("run.info.run_name")).isEqualTo("renamed");
        assertThat(value(read, "run.data.tags", "mlflow.runName")).isEqualTo("renamed");
    }

    @Test
    void theNameTagNamesTheRun() {
        String run = run(experiment(), 1, "mlflow.runName", "first");
        ok(post("runs/set-tag", Map.of("run_id", run, "key", "mlflow.runName", "value", "second")));

        assertThat(ok(get("runs/get", Map.of("run_id", run))).getString("run.info.run_name"))
                .isEqualTo("second");
        assertRejected(
                post(
                        "runs/create",
                        Map.of("experiment_id", "0", "run_name", "a", "tags", pairs("mlflow.runName", "b"))),
                400,
                "INVALID_PARAMETER_VALUE",
                "run_name='a', mlflow.runName='b'");
    }

    @Test
    void aMetricShowsItsPointOfTheHighestStepThenTimeThenValueAndKeepsAll() {
        String run = run(experiment(), 1);
        logMetric(run, 0.5, 100, 2);
        logMetric(run, 0.9, 300, 1);
        logMetric(run, 0.4, 100, 2);
        logMetric(run, 0.7, 90, 2);
        logMetric(run, 0.5, 100, 2);

        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));
        assertThat(read.getList("run.data.metrics")).hasSize(1);
        assertThat(read.getDouble("run.data.metrics[0].value")).isEqualTo(0.5);
        assertThat(read.getLong("run.data.metrics[0].step")).isEqualTo(2);
        JsonPath history = ok(get("metrics/get-history", Map.of("run_id", run, "metric_key", "loss")));
        assertThat(history.getList("metrics.value", Double.class)).containsExactly(0.7, 0.4, 0.5, 0.9);
        assertThat(history.getList("metrics.timestamp", Long.class)).containsExactly(90L, 100L, 100L, 300L);

        JsonPath page = ok(get("metrics/get-history", Map.of("run_id", run, "metric_key", "loss", "max_results", 3)));
        assertThat(page.getList("metrics")).hasSize(3);
        assertThat(ok(get(
                                "metrics/get-history",
                                Map.of(
                                        "run_id",
                                        run,
                                        "metric_key",
                                        "loss",
                                        "max_results",
                                        3,
                                        "page_token",
                                        page.getString("next_page_token"))))
                        .getList("metrics.value", Double.class))
                .containsExactly(0.9);
    }

    @Test
    void metricsThatAreNoOrdinaryNumbersSurvive() {
        String run = run(experiment(), 1);
        ok(post(
                "runs/log-batch",
                Map.of(
                        "run_id",
                        run,
                        "metrics",
                        List.of(
                                Map.of("key", "nan", "value", "NaN", "timestamp", 1),
                                Map.of("key", "infinite", "value", "-Infinity", "timestamp", 1),
                                Map.of("key", "tiny", "value", Double.MIN_VALUE, "timestamp", 1)))));

        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));

        assertThat(value(read, "run.data.metrics", "nan")).isEqualTo("NaN");
        // The reader of the tests has floats only.
        assertThat(get("runs/get", Map.of("run_id", run)).asString()).contains("-1.7976931348623157E308", "4.9E-324");
    }

    @Test
    void aParameterKeepsItsValue() {
        String run = run(experiment(), 1);
        ok(post("runs/log-parameter", Map.of("run_id", run, "key", "depth", "value", "3")));
        ok(post("runs/log-parameter", Map.of("run_id", run, "key", "depth", "value", "3")));

        assertRejected(
                post("runs/log-parameter", Map.of("run_id", run, "key", "depth", "value", "4")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Changing param values is not allowed. Param with key='depth' was already logged with value='3'");
    }

    @Test
    void aBatchIsLoggedWholeOrNotAtAll() {
        String run = run(experiment(), 1);
        ok(post("runs/log-parameter", Map.of("run_id", run, "key", "depth", "value", "3")));

        assertRejected(
                post(
                        "runs/log-batch",
                        Map.of(
                                "run_id", run,
                                "metrics", List.of(Map.of("key", "m", "value", 1, "timestamp", 1)),
                                "params", pairs("depth", "4"),
                                "tags", pairs("t", "v"))),
                400,
                "INVALID_PARAMETER_VALUE",
                "depth");
        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));
        assertThat(read.getMap("run.data")).doesNotContainKey("metrics");
        assertThat(value(read, "run.data.tags", "t")).isNull();

        List<Map<String, Object>> metrics = new ArrayList<>();
        IntStream.range(0, 1000).forEach(i -> metrics.add(Map.of("key", "m", "value", i, "timestamp", i, "step", i)));
        ok(post("runs/log-batch", Map.of("run_id", run, "metrics", metrics)));
        assertThat(value(ok(get("runs/get", Map.of("run_id", run))), "run.data.metrics", "m"))
                .isEqualTo("999.0");
        metrics.add(Map.of("key", "m", "value", 1, "timestamp", 1));
        assertRejected(
                post("runs/log-batch", Map.of("run_id", run, "metrics", metrics)),
                400,
                "INVALID_PARAMETER_VALUE",
                "at most 1000 metrics");
        assertRejected(
                post("runs/log-batch", Map.of("run_id", run, "metrics", List.of(Map.of("key", "m", "timestamp", 1)))),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'metrics[0].value'.");
        assertRejected(
                post("runs/log-batch", Map.of("run_id", run, "params", pairs("p", "1", "p", "1"))),
                400,
                "INVALID_PARAMETER_VALUE",
                "Duplicate parameter keys have been submitted: ['p']");
    }

    @Test
    void datasetsAreKeptWithTheirTags() {
        String run = run(experiment(), 1);
        Map<String, Object> input = Map.of(
                "tags",
                pairs("mlflow.data.context", "training"),
                "dataset",
                Map.of(
                        "name", "lake.raw.iris",
                        "digest", "42",
                        "source_type", "iceberg",
                        "source", "{\"snapshot\": 42}",
                        "schema", "x".repeat(100_000),
                        "profile", "y".repeat(2_000_000)));
        ok(post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(input))));
        ok(post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(input))));

        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));

        assertThat(read.getList("run.inputs.dataset_inputs")).hasSize(1);
        assertThat(read.getString("run.inputs.dataset_inputs[0].dataset.source_type"))
                .isEqualTo("iceberg");
        assertThat(read.getString("run.inputs.dataset_inputs[0].dataset.profile"))
                .hasSize(2_000_000);
        assertThat(value(read, "run.inputs.dataset_inputs[0].tags", "mlflow.data.context"))
                .isEqualTo("training");
        assertRejected(
                post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(Map.of("dataset", Map.of())))),
                400,
                "INVALID_PARAMETER_VALUE",
                "Missing value for required parameter 'datasets[0].dataset.name'.");
    }

    @Test
    void inputsAreLoggedWholeOrNotAtAll() {
        String run = run(experiment(), 1);
        Map<String, Object> dataset =
                Map.of("dataset", Map.of("name", "d", "digest", "x", "source_type", "s", "source", "s"));

        assertRejected(
                post(
                        "runs/log-inputs",
                        Map.of(
                                "run_id",
                                run,
                                "datasets",
                                List.of(dataset),
                                "models",
                                List.of(Map.of("model_id", "m".repeat(65))))),
                400,
                "INVALID_PARAMETER_VALUE",
                "'model_id' exceeds the maximum length of 64 characters");
        assertThat(ok(get("runs/get", Map.of("run_id", run))).getMap("run.inputs"))
                .isEmpty();

        ok(post(
                "runs/log-inputs",
                Map.of("run_id", run, "datasets", List.of(dataset), "models", List.of(Map.of("model_id", "m-1")))));
        JsonPath read = ok(get("runs/get", Map.of("run_id", run)));
        assertThat(read.getList("run.inputs.dataset_inputs.dataset.name")).containsExactly("d");
        assertThat(read.getList("run.inputs.model_inputs.model_id")).containsExactly("m-1");
    }

    @Test
    void deletedRunsTakeNothingAndCanBeRestored() {
        String run = run(experiment(), 1);
        ok(post("runs/delete", Map.of("run_id", run)));

        assertRejected(
                post("runs/set-tag", Map.of("run_id", run, "key", "a", "value", "b")),
                400,
                "INVALID_PARAMETER_VALUE",
                "The run " + run + " must be in the 'active' state. Current state is deleted.");

        ok(post("runs/restore", Map.of("run_id", run)));
        ok(post("runs/set-tag", Map.of("run_id", run, "key", "a", "value", "b")));
        ok(post("runs/delete-tag", Map.of("run_id", run, "key", "a")));
        assertRejected(
                post("runs/delete-tag", Map.of("run_id", run, "key", "a")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No tag with name: a in run with id " + run);
    }

    @Test
    void theModelsOfOldClientsAreRecordedInATag() {
        String run = run(experiment(), 1);
        String model =
                "{\"artifact_path\": \"model\", \"flavors\": {}, \"utc_time_created\": \"x\", \"run_id\": \"y\"}";
        ok(post("runs/log-model", Map.of("run_id", run, "model_json", model)));
        ok(post("runs/log-model", Map.of("run_id", run, "model_json", model)));

        assertThat(value(ok(get("runs/get", Map.of("run_id", run))), "run.data.tags", "mlflow.log-model.history"))
                .startsWith("[{\"artifact_path\":\"model\"")
                .contains("},{");
        assertRejected(
                post("runs/log-model", Map.of("run_id", run, "model_json", "{}")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Model json is missing mandatory fields");
    }

    @Test
    void badRequestsAreToldWhatIsWrong() {
        String run = run(experiment(), 1);
        assertRejected(
                get("runs/get", Map.of("run_id", "none")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "Run with id=none not found");
        assertRejected(get("runs/get", Map.of()), 400, "INVALID_PARAMETER_VALUE", "'run_id'");
        assertRejected(
                post("runs/update", Map.of("run_id", run, "status", "DONE")),
                400,
                "INVALID_PARAMETER_VALUE",
                "\"DONE\" for parameter 'status'");
        assertRejected(
                post("runs/log-metric", Map.of("run_id", run, "key", "m", "value", "high", "timestamp", 1)),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid value \"high\" for parameter 'value' supplied.");
        assertRejected(
                post("runs/log-metric", Map.of("run_id", run, "key", "m", "value", 1, "timestamp", 1.5)),
                400,
                "INVALID_PARAMETER_VALUE",
                "'timestamp'");
        assertRejected(
                post("runs/log-metric", Map.of("run_id", run, "key", "a/../b", "value", 1, "timestamp", 1)),
                400,
                "INVALID_PARAMETER_VALUE",
                "must not resolve to other names");
        assertRejected(
                post("runs/set-tag", Map.of("run_id", run, "key", "a\nb", "value", "x")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Names may only contain");
        assertRejected(
                post("runs/set-tag", Map.of("run_id", run, "key", "a", "value", "x".repeat(8001))),
                400,
                "INVALID_PARAMETER_VALUE",
                "'value' exceeds the maximum length of 8000 characters");
        assertThat(ok(get("runs/get", Map.of("run_uuid", run))).getString("run.info.run_id"))
                .isEqualTo(run);
    }

    private static void logMetric(String run, double value, long time, long step) {
        ok(post(
                "runs/log-metric",
                Map.of("run_id", run, "key", "loss", "value", value, "timestamp", time, "step", step)));
    }
}
