package dev.lastmile.trackingserver.protocol;

import static dev.lastmile.trackingserver.fixture.Protocol.API;
import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.patch;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that clients cannot read in a response, and those that a response must not repeat. */
@QuarkusTest
class HostileTextTest {
    private static final int LONG = 1_500_000;

    private String experiment;
    private String run;
    private String model;

    @BeforeEach
    void aRunAndAModel() {
        experiment = experiment();
        run = run(experiment, 1);
        model = unique("model");
        ok(post("registered-models/create", Map.of("name", model)));
        ok(post("model-versions/create", Map.of("name", model, "source", "s3://bucket/model")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            POST  | experiments/create             | "name":"x","tags":[{"key":"k","value":"HALF"}]
            POST  | experiments/set-experiment-tag | "experiment_id":"EXPERIMENT","key":"k","value":"HALF"
            POST  | experiments/create             | "name":"x","artifact_location":"s3://bucket/HALF"
            POST  | runs/create                    | "experiment_id":"EXPERIMENT","user_id":"HALF"
            POST  | runs/create                    | "experiment_id":"EXPERIMENT","run_name":"HALF"
            POST  | runs/update                    | "run_id":"RUN","run_name":"HALF"
            POST  | runs/set-tag                   | "run_id":"RUN","key":"k","value":"HALF"
            POST  | runs/log-parameter             | "run_id":"RUN","key":"k","value":"HALF"
            POST  | runs/log-batch                 | "run_id":"RUN","tags":[{"key":"k","value":"HALF"}]
            POST  | runs/log-inputs                | "run_id":"RUN","datasets":[{"dataset":{"name":"HALF","digest":"d","source_type":"s","source":"s"}}]
            POST  | runs/log-inputs                | "run_id":"RUN","datasets":[{"dataset":{"name":"n","digest":"d","source_type":"s","source":"s","profile":"HALF"}}]
            POST  | logged-models                  | "experiment_id":"EXPERIMENT","model_type":"HALF"
            POST  | registered-models/create       | "name":"new-MODEL","description":"HALF"
            PATCH | registered-models/update       | "name":"MODEL","description":"HALF"
            POST  | model-versions/create          | "name":"MODEL","source":"s3://bucket/HALF"
            POST  | model-versions/create          | "name":"MODEL","source":"s3://bucket/x","run_link":"HALF"
            POST  | model-versions/set-tag         | "name":"MODEL","version":"1","key":"k","value":"HALF"
            """)
    void halfOfACharacterIsNotStored(String method, String endpoint, String body) {
        for (String half : List.of("\\ud800", "a\\udc00", "\\ud800\\ud800\\udc00")) {
            String json = "{"
                    + body.replace("HALF", half)
                            .replace("EXPERIMENT", experiment)
                            .replace("RUN", run)
                            .replace("MODEL", model)
                    + "}";

            assertRejected(
                    given().contentType("application/json").body(json).request(method, API + endpoint),
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "has half of a surrogate pair");
        }
        ok(post("runs/search", Map.of("experiment_ids", List.of(experiment))));
        ok(get("experiments/search", Map.of("max_results", 10)));
        ok(get("registered-models/get", Map.of("name", model)));
        ok(get("model-versions/search", Map.of("filter", "name = '" + model + "'")));
    }

    @Test
    void halfOfACharacterWithinTheJsonOfAModelIsNotStored() {
        String model =
                "{\"artifact_path\": \"\\ud800\", \"flavors\": {}, \"utc_time_created\": \"x\", \"run_id\": \"x\"}";

        assertRejected(
                post("runs/log-model", Map.of("run_id", run, "model_json", model)),
                400,
                "INVALID_PARAMETER_VALUE",
                "'model_json' has half of a surrogate pair");
        ok(get("runs/get", Map.of("run_id", run)));
    }

    @Test
    void wholeCharactersOfAllPlanesAreStored() {
        ok(post("runs/set-tag", Map.of("run_id", run, "key", "k", "value", "ä€😀")));

        assertThat(ok(get("runs/get", Map.of("run_id", run))).getString("run.data.tags.find { it.key == 'k' }.value"))
                .isEqualTo("ä€😀");
    }

    @Test
    void noErrorRepeatsALongText() {
        String text = "x".repeat(LONG);
        assertShort(post("experiments/create", Map.of("name", text)));
        assertShort(post("experiments/update", Map.of("experiment_id", text, "new_name", "x")));
        assertShort(post("experiments/create", Map.of("name", "x", "artifact_location", text)));
        assertShort(post("runs/create", Map.of("experiment_id", text)));
        assertShort(post("runs/update", Map.of("run_id", text)));
        assertShort(post("runs/update", Map.of("run_id", run, "status", text)));
        assertShort(post("runs/set-tag", Map.of("run_id", run, "key", text, "value", "v")));
        assertShort(post("runs/log-model", Map.of("run_id", run, "model_json", text)));
        assertShort(search(Map.of("filter", text)));
        assertShort(search(Map.of("filter", "name = " + text)));
        assertShort(search(Map.of("filter", text + ".a = 'x'")));
        assertShort(search(Map.of("filter", "metrics.a > '" + text + "'")));
        assertShort(search(Map.of("order_by", List.of(text))));
        assertShort(search(Map.of("order_by", List.of("tags." + text, "tags." + text))));
        assertShort(search(Map.of("run_view_type", text)));
        assertShort(search(Map.of("page_token", text)));
        assertShort(search(Map.of("max_results", text)));
        assertShort(post("registered-models/create", Map.of("name", "a/" + text)));
        assertShort(post("registered-models/alias", Map.of("name", model, "alias", "/" + text, "version", "1")));
        assertShort(post("registered-models/alias", Map.of("name", model, "alias", "a", "version", text)));
        assertShort(post("model-versions/create", Map.of("name", model, "source", text)));
        assertShort(post("model-versions/transition-stage", Map.of("name", model, "version", "1", "stage", text)));
        assertShort(patch("registered-models/update", Map.of("name", text, "description", "d")));
        assertShort(given().contentType("application/json")
                .body(Map.of("path", text))
                .get(ARTIFACTS));
        assertShort(given().contentType("application/json")
                .body(Map.of("experiment_name", text))
                .get(API + "experiments/get-by-name"));
    }

    private Response search(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("experiment_ids", List.of(experiment));
        return post("runs/search", body);
    }

    private static void assertShort(Response rejected) {
        assertThat(rejected.statusCode())
                .as(rejected.asString().substring(0, 100))
                .isBetween(400, 499);
        assertThat(rejected.contentType()).startsWith("application/json");
        assertThat(rejected.asString()).hasSizeLessThan(2500);
    }
}
