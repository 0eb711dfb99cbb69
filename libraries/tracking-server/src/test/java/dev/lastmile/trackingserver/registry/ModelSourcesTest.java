package dev.lastmile.trackingserver.registry;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static dev.lastmile.trackingserver.fixture.Protocol.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the files of a version may be said to be. */
@QuarkusTest
class ModelSourcesTest {
    private String model;
    private String run;
    private String artifacts;

    @BeforeEach
    void aModel() {
        model = unique("iris-classifier");
        ok(post("registered-models/create", Map.of("name", model)));
        run = run(experiment(), 1);
        artifacts = ok(get("runs/get", Map.of("run_id", run))).getString("run.info.artifact_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc", "file:///etc", "models", "mlflow-artifacts:/0/other/artifacts/model", "runs:/other/model"
            })
    void aSourceThatIsNotOfTheRunIsRejected(String source) {
        assertRejected(
                post("model-versions/create", Map.of("name", model, "source", source, "run_id", run)),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid model version source: '" + source + "'.");
    }

    @Test
    void aSourceThatLeadsUpwardsIsRejected() {
        for (String source : List.of(
                artifacts + "/%2e%2e/x",
                "runs:/" + run + "/../../etc",
                "runs:/" + run + "/%252e%252e/etc",
                "s3://bucket/a/../../b",
                "dbfs:/a/../b")) {
            assertRejected(source(source), 400, "INVALID_PARAMETER_VALUE", "Invalid path");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mlflow-artifacts://evil.example:8000/0/RUN/artifacts/model | must identify the resource",
                "MLFLOW-ARTIFACTS:/0/other/artifacts/model                  | must identify the resource",
                "local:/etc                                                 | Its scheme must be one of dbfs,",
                "http://169.254.169.254/latest                              | Its scheme must be one of dbfs,",
                "gs://bucket/model                                          | Its scheme must be one of dbfs,",
                "s3:model                                                   | Write it as s3://<bucket>/<path>.",
                "dbfs://profile@databricks/model                            | Write it as dbfs:/<path>.",
                "s3://bucket/model?versionId=../x                           | It has a query or a fragment",
                "s3://bucket/model#../x                                     | It has a query or a fragment",
                "runs://RUN/model                                           | Write it as runs:/<run id>/<path>.",
                "models:/x/99999999999                                      | Write it as models:/<model id>,",
                "models:/x/latest                                           | Write it as models:/<model id>,",
                "models://host/x/1                                          | Write it as models:/<model id>,",
                "dummy-source                                               | A local path cannot be a source"
            })
    void aSourceThatClientsCouldBeLedAstrayByIsRejected(String source, String message) {
        String named = source.replace("RUN", run);
        assertRejected(
                source(named), 400, "INVALID_PARAMETER_VALUE", "Invalid model version source: '" + named + "'. ");
        assertRejected(source(named), 400, "INVALID_PARAMETER_VALUE", message);
    }

    @Test
    void theHostOfASourceIsThatOfItsRunAlways() {
        String host = artifacts.replace("mlflow-artifacts:/", "mlflow-artifacts://evil.example/");
        assertRejected(source(host + "/model"), 400, "INVALID_PARAMETER_VALUE", "must identify the resource");
    }

    @Test
    void aSchemeIsTheSameInCapitals() {
        ok(source(artifacts.replace("mlflow-artifacts", "MLflow-Artifacts") + "/model"));
        ok(source("RUNS:/" + run + "/model"));

        assertThat(downloadUri("1")).isEqualTo(artifacts + "/model");
        assertThat(downloadUri("2")).isEqualTo(artifacts + "/model");
    }

    @Test
    void aVersionIsCopiedByItsNumberOrAlias() {
        ok(version("model"));
        ok(alias("champion", "1"));
        String copy = unique("copy");
        ok(post("registered-models/create", Map.of("name", copy)));
        for (String source : List.of("models:/" + model + "/1", "models:/" + model + "@champion")) {
            JsonPath copied = ok(post("model-versions/create", Map.of("name", copy, "source", source)));
            assertThat(copied.getString("model_version.run_id")).isEqualTo(run);
            assertThat(ok(get(
                                    "model-versions/get-download-uri",
                                    Map.of("name", copy, "version", copied.getString("model_version.version"))))
                            .getString("artifact_uri"))
                    .isEqualTo(artifacts + "/model");
        }
        assertRejected(
                post(
                        "model-versions/create",
                        Map.of("name", copy, "source", "models:/" + model + "/1", "run_id", run(experiment(), 1))),
                400,
                "INVALID_PARAMETER_VALUE",
                "must match the referenced model version");
        assertRejected(
                post("model-versions/create", Map.of("name", copy, "source", "models:/" + model + "/7")),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "version=7) not found");
    }

    @Test
    void promptsAreKeptAsVersionsWithoutFiles() {
        String prompt = unique("prompt");
        List<Map<String, String>> marked =
                pairs("mlflow.prompt.is_prompt", "true", "mlflow.prompt.text", "Hello {{name}}");
        ok(post("registered-models/create", Map.of("name", prompt, "tags", pairs("mlflow.prompt.is_prompt", "true"))));

        JsonPath version =
                ok(post("model-versions/create", Map.of("name", prompt, "source", "dummy-source", "tags", marked)));

        assertThat(version.getString("model_version.source")).isEqualTo("dummy-source");
        assertThat(value(version, "model_version.tags", "mlflow.prompt.text")).isEqualTo("Hello {{name}}");
        assertThat(versions("name='" + prompt + "' and tags.`mlflow.prompt.is_prompt` = 'true'"))
                .containsExactly("1");
        assertThat(versions("name='" + prompt + "'")).isNull();
        assertRejected(
                post("model-versions/create", Map.of("name", prompt, "source", "s3://bucket/x", "tags", marked)),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid prompt source: 's3://bucket/x'.");
        assertRejected(
                source("models:/" + prompt + "/1"),
                400,
                "INVALID_PARAMETER_VALUE",
                "Prompt versions cannot be used as model version sources.");
    }

    @Test
    void aSourceNamedByTheRunIsResolved() {
        ok(post("model-versions/create", Map.of("name", model, "source", "runs:/" + run + "/model", "run_id", run)));

        assertThat(ok(get("model-versions/get-download-uri", Map.of("name", model, "version", "1")))
                        .getString("artifact_uri"))
                .isEqualTo(artifacts + "/model");
    }

    private Response version(String folder, String... tags) {
        return post(
                "model-versions/create",
                Map.of("name", model, "source", artifacts + "/" + folder, "run_id", run, "tags", pairs(tags)));
    }

    private Response source(String source) {
        return post("model-versions/create", Map.of("name", model, "source", source, "run_id", run));
    }

    private String downloadUri(String version) {
        return ok(get("model-versions/get-download-uri", Map.of("name", model, "version", version)))
                .getString("artifact_uri");
    }

    private Response alias(String alias, String version) {
        return post("registered-models/alias", Map.of("name", model, "alias", alias, "version", version));
    }

    private List<String> versions(String filter) {
        return ok(get("model-versions/search", Map.of("filter", filter))).getList("model_versions.version");
    }
}
