package dev.lastmile.trackingserver.protocol;

import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.pairs;
import static dev.lastmile.trackingserver.fixture.Protocol.patch;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every column of a fixed length, as the migrations leave it, is checked before it is written. */
@QuarkusTest
class ColumnLengthsTest {
    /** Columns whose values are the server's own, or one of a list. */
    private static final Set<String> OWN = Set.of(
            "experiment.lifecycle_stage",
            "run.run_id",
            "run.status",
            "run.artifact_uri",
            "run.lifecycle_stage",
            "run_tag.run_id",
            "run_param.run_id",
            "metric_point.run_id",
            "run_metric.run_id",
            "dataset_input.run_id",
            "run_model_input.run_id",
            "run_model_output.run_id",
            "logged_model.model_id",
            "logged_model.artifact_uri",
            "logged_model.status",
            "logged_model.lifecycle_stage",
            "logged_model_tag.model_id",
            "logged_model_param.model_id",
            "model_version.user_id",
            "model_version.stage");

    @Inject
    DataSource database;

    private final Map<String, Write> writes = new HashMap<>();
    private String run;
    private String model;

    /** A request with a value for a column, and the name of its parameter. */
    private record Write(String parameter, Function<String, Response> request) {}

    @BeforeEach
    void requests() {
        run = run(experiment(), 1);
        model = unique("m");
        ok(post("registered-models/create", Map.of("name", model)));

        write("experiment.name", "name", v -> post("experiments/create", Map.of("name", v)));
        write(
                "experiment.artifact_location",
                "artifact_location",
                v -> post(
                        "experiments/create",
                        Map.of("name", unique("e"), "artifact_location", "s3://b/" + v.substring(7))));
        write("experiment_tag.tag_key", "key", v -> experimentTag(v, "v"));
        write("experiment_tag.tag_value", "value", v -> experimentTag("k", v));
        write("run.name", "run_name", v -> post("runs/update", Map.of("run_id", run, "run_name", v)));
        write("run.user_id", "user_id", v -> post("runs/create", Map.of("experiment_id", "0", "user_id", v)));
        write("run_tag.tag_key", "key", v -> post("runs/set-tag", Map.of("run_id", run, "key", v, "value", "v")));
        write("run_tag.tag_value", "value", v -> post("runs/set-tag", Map.of("run_id", run, "key", "k", "value", v)));
        write("run_param.param_key", "key", v -> param(v, "v"));
        write("run_param.param_value", "value", v -> param("k", v));
        write("metric_point.metric_key", "key", this::metric);
        write("run_metric.metric_key", "key", this::metric);
        for (String column : List.of("name", "digest", "source_type", "source")) {
            write("dataset_input." + column, column, v -> dataset(column, v));
        }
        write("dataset_input.dataset_schema", "schema", v -> dataset("schema", v));
        write("dataset_input_tag.tag_key", "key", v -> datasetTag(v, "v"));
        write("dataset_input_tag.tag_value", "value", v -> datasetTag("k", v));
        write("run_model_input.model_id", "model_id", v -> models("runs/log-inputs", v));
        write("run_model_output.model_id", "model_id", v -> models("runs/outputs", v));
        for (String column : List.of("name", "model_type", "source_run_id")) {
            write(
                    "logged_model." + column,
                    column,
                    v -> post("logged-models", Map.of("experiment_id", "0", column, v)));
        }
        for (String kind : List.of("tag", "param")) {
            write("logged_model_" + kind + "." + kind + "_key", "key", v -> loggedModel(kind, v, "v"));
            write("logged_model_" + kind + "." + kind + "_value", "value", v -> loggedModel(kind, "k", v));
        }
        write("registered_model.name", "name", v -> post("registered-models/create", Map.of("name", v)));
        write(
                "registered_model.description",
                "description",
                v -> patch("registered-models/update", Map.of("name", model, "description", v)));
        write("registered_model_tag.tag_key", "key", v -> modelTag(v, "v"));
        write("registered_model_tag.tag_value", "value", v -> modelTag("k", v));
        ok(version(Map.of()));
        write(
                "registered_model_alias.alias",
                "alias",
                v -> post("registered-models/alias", Map.of("name", model, "alias", v, "version", "1")));
        for (String column : List.of("description", "run_id", "run_link", "model_id")) {
            write("model_version." + column, column, v -> version(Map.of(column, v)));
        }
        write("model_version.source", "source", v -> version(Map.of("source", "s3://b/" + v.substring(7))));
        write("model_version.storage_location", "source", this::storageLocation);
        write("model_version_tag.tag_key", "key", v -> version(Map.of("tags", pairs(v, "v"))));
        write("model_version_tag.tag_value", "value", v -> version(Map.of("tags", pairs("k", v))));
    }

    @Test
    void valuesThatAreTooLongAreRejectedByNameAndLimit() throws SQLException {
        Map<String, Integer> lengths = lengths();
        Set<String> known = new HashSet<>(OWN);
        known.addAll(writes.keySet());
        assertThat(known).as("columns of the migrations").isEqualTo(lengths.keySet());

        writes.forEach((column, write) -> {
            int length = lengths.get(column);
            assertRejected(
                    write.request.apply("x".repeat(length + 1)),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    write.parameter + "' exceeds the maximum length of " + length + " characters");
            Response longest = write.request.apply("x".repeat(length));
            assertThat(longest.statusCode())
                    .as(column + ": " + longest.asString())
                    .isEqualTo(200);
        });
    }

    @Test
    void theLongestLocationOfAnExperimentHasRoomForItsRunsAndModels() {
        String experiment = ok(post(
                        "experiments/create",
                        Map.of("name", unique("e"), "artifact_location", "s3://b/" + "x".repeat(1993))))
                .getString("experiment_id");

        run(experiment, 1);
        ok(post("logged-models", Map.of("experiment_id", experiment)));
    }

    private void write(String column, String parameter, Function<String, Response> request) {
        writes.put(column, new Write(parameter, request));
    }

    private Map<String, Integer> lengths() throws SQLException {
        Map<String, Integer> lengths = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet columns = statement.executeQuery("select lower(table_name), lower(column_name),"
                        + " character_maximum_length from information_schema.columns where table_schema = 'PUBLIC'"
                        + " and data_type like 'CHARACTER%' and data_type not like '%LARGE OBJECT'"
                        + " and lower(table_name) <> 'flyway_schema_history'")) {
            while (columns.next()) {
                lengths.put(columns.getString(1) + "." + columns.getString(2), columns.getInt(3));
            }
        }
        return lengths;
    }

    private static Response experimentTag(String key, String value) {
        return post("experiments/set-experiment-tag", Map.of("experiment_id", "0", "key", key, "value", value));
    }

    private Response param(String key, String value) {
        String fresh = run(experiment(), 1);
        return post("runs/log-parameter", Map.of("run_id", fresh, "key", key, "value", value));
    }

    private Response metric(String key) {
        return post("runs/log-metric", Map.of("run_id", run, "key", key, "value", 1, "timestamp", 1));
    }

    private Response dataset(String parameter, String value) {
        Map<String, String> dataset =
                new HashMap<>(Map.of("name", unique("d"), "digest", "x", "source_type", "s", "source", "s"));
        dataset.put(parameter, value);
        return post("runs/log-inputs", Map.of("run_id", run, "datasets", List.of(Map.of("dataset", dataset))));
    }

    private Response datasetTag(String key, String value) {
        Map<String, String> dataset = Map.of("name", unique("d"), "digest", "x", "source_type", "s", "source", "s");
        return post(
                "runs/log-inputs",
                Map.of("run_id", run, "datasets", List.of(Map.of("dataset", dataset, "tags", pairs(key, value)))));
    }

    private Response models(String path, String id) {
        return post(path, Map.of("run_id", run, "models", List.of(Map.of("model_id", id))));
    }

    private static Response loggedModel(String kind, String key, String value) {
        return post("logged-models", Map.of("experiment_id", "0", kind + "s", pairs(key, value)));
    }

    private Response modelTag(String key, String value) {
        return post("registered-models/set-tag", Map.of("name", model, "key", key, "value", value));
    }

    private Response version(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(Map.of("name", model, "source", "s3://b/m"));
        body.putAll(more);
        return post("model-versions/create", body);
    }

    // A source that names the run is shorter than the address of the files that it means.
    private Response storageLocation(String value) {
        String root = ok(get("runs/get", Map.of("run_id", run))).getString("run.info.artifact_uri") + "/";
        return version(Map.of("run_id", run, "source", "runs:/" + run + "/" + value.substring(root.length())));
    }
}
