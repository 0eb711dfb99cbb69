package dev.lastmile.serving.internal.rest;

import static dev.lastmile.serving.core.fixture.IrisModels.LABELS;
import static dev.lastmile.serving.core.fixture.IrisModels.prediction;
import static dev.lastmile.serving.core.fixture.IrisModels.probabilities;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class ServiceTest {
    private static final String JSON = "application/json";
    private static final String TWO_FLOWERS = "{\"dataframe_split\": {\"columns\": [\"petal_width\", \"sepal_length\","
            + " \"sepal_width\", \"petal_length\", \"seen_by\"],"
            + " \"data\": [[0.2, 5.1, 3.5, 1.4, \"Fisher\"], [2, 7.7, 3.8, 6.7, null]]}}";

    RegistryServer registry;

    @Inject
    RequestMemory memory;

    @BeforeEach
    void untilAModelAnswers() throws InterruptedException {
        RestAssured.config = RestAssuredConfig.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
        if (ready().statusCode() == 200) {
            return;
        }
        RegistryResource.registerChampion(registry);
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (ready().statusCode() != 200) {
            assertThat(Instant.now()).as("ready: %s", ready().asString()).isBefore(end);
            Thread.sleep(50);
        }
    }

    @Test
    void answersWithARecordARowAndSaysWhichVersionsAnswered() {
        Response answer = invoke(TWO_FLOWERS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(JSON);
        assertThat(answer.header("X-Lastmile-Model")).isEqualTo("iris-classifier/3");
        assertThat(answer.header("X-Lastmile-Features")).isEqualTo("iris-features/2");
        JsonPath json = answer.jsonPath();
        assertThat(json.getList("predictions")).hasSize(2);
        assertThat(json.getString("predictions[0].prediction")).isEqualTo(prediction(5.1, 3.5, 1.4, 0.2));
        assertThat(json.getString("predictions[1].prediction")).isEqualTo(prediction(7.7, 3.8, 6.7, 2));
        assertThat(json.getMap("predictions[0]")).containsOnlyKeys("prediction", "probability");
        List<Number> probability = json.getList("predictions[1].probability");
        assertThat(probability).hasSize(LABELS.size());
        for (int label = 0; label < LABELS.size(); label++) {
            assertThat(probability.get(label).doubleValue())
                    .isCloseTo(probabilities(7.7, 3.8, 6.7, 2)[label], within(1e-6));
        }
    }

    @Test
    void anEmptyFrameGetsNoPredictions() {
        Response answer = invoke("{\"dataframe_split\": {\"columns\": [\"sepal_length\", \"sepal_width\","
                + " \"petal_length\", \"petal_width\"], \"data\": []}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo("{\"predictions\": []}");
        assertThat(answer.header("X-Lastmile-Model")).isEqualTo("iris-classifier/3");
    }

    @Test
    void aLargeResponseGivesItsMemoryBackOnceItIsWritten() throws InterruptedException {
        String rows = "{\"dataframe_split\": {\"columns\": [\"sepal_length\", \"sepal_width\", \"petal_length\","
                + " \"petal_width\"], \"data\": [" + "[5,3,1,0],".repeat(1_999) + "[5,3,1,0]]}}";

        Response answer = invoke(rows);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.jsonPath().getList("predictions")).hasSize(2_000);
        assertThat(Integer.parseInt(answer.header("Content-Length"))).isGreaterThan(100_000);
        Instant end = Instant.now().plus(Duration.ofSeconds(5));
        while (memory.reserved() > 0) { // the worker thread may not have come to its end yet
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(20);
        }
    }

    @Test
    void aMissingColumnIsNamedInMlflowsErrorForm() {
        Response answer = invoke(
                "{\"dataframe_records\": [{\"sepal_length\": 5, \"sepal_width\": 3," + " \"petal_length\": 1}]}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.contentType()).isEqualTo(JSON);
        assertThat(answer.jsonPath().getMap("")).containsOnlyKeys("error_code", "message");
        assertThat(answer.jsonPath().getString("error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
        assertThat(answer.jsonPath().getString("message")).contains("lacks the columns [petal_width]");
    }

    @Test
    void jsonThatIsCutOffIsABadRequestWithItsPosition() {
        Response answer = invoke("{\"inputs\":");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("error_code")).isEqualTo("BAD_REQUEST");
        assertThat(answer.jsonPath().getString("message"))
                .startsWith("The request is not valid JSON at line 1, column 1")
                .doesNotContain("Exception", "com.fasterxml", "REDACTED");
    }

    @Test
    void anotherContentTypeIsNotSupported() {
        for (String type :
                List.of("text/plain", "application/json; charset=latin1", "application/json; a=b", "text/csv; a=b")) {
            Response answer = given().header("Content-Type", type).body("{}").post("/invocations");

            assertThat(answer.statusCode()).as(type).isEqualTo(415);
            assertThat(answer.jsonPath().getString("error_code")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        }
    }

    @Test
    void jsonInUtf8MaySaySoAndAcceptAnything() {
        Response answer = given().header("Content-Type", "application/json; charset=UTF-8")
                .header("Accept", "text/html")
                .body(TWO_FLOWERS)
                .post("/invocations");

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void csvIsAnsweredAsJsonIs() {
        Response answer = given().header("Content-Type", "text/csv")
                .body(",petal_width,sepal_length,sepal_width,petal_length\n0,0.2,5.1,3.5,1.4\n1,2,7.7,3.8,6.7\n")
                .post("/invocations");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.asString()).isEqualTo(invoke(TWO_FLOWERS).asString());
    }

    @Test
    void aFieldOfCsvThatIsNoNumberIsNamed() {
        Response answer = given().header("Content-Type", "text/csv; charset=utf-8")
                .body("petal_width,sepal_length,sepal_width,petal_length\n0.2,5.1,tall,1.4\n")
                .post("/invocations");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.jsonPath().getString("message"))
                .isEqualTo(
                        "Column sepal_width, row 0 (counted from 0), is \"tall\", a string; the model takes a double.");
    }

    @Test
    void aBodyOverTheLimitIsRejectedWithTheLimit() {
        Response answer = invoke("{\"inputs\": \"" + "x".repeat(200_000) + "\"}");

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.jsonPath().getString("message"))
                .isEqualTo("The request is larger than 102400 bytes. Send fewer rows at a time, or raise"
                        + " LASTMILE_SERVING_MAX_BODY.");
    }

    @Test
    void pingAndHealthAnswerAsMlflowDoes() {
        for (String path : List.of("/ping", "/health")) {
            Response answer = given().get(path);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.asString()).isEqualTo("\n");
            assertThat(answer.contentType()).isEqualTo(JSON);
        }
    }

    @Test
    void versionIsPlain() {
        assertThat(given().get("/version").asString()).matches("\\d+\\.\\d+.*");
    }

    @Test
    void readinessNamesThePairAndItsDigests() {
        JsonPath json = ready().jsonPath().setRootPath("checks.find { it.name == 'champion' }.data");

        assertThat(json.getString("model")).isEqualTo("iris-classifier/3");
        assertThat(json.getString("features")).isEqualTo("iris-features/2");
        assertThat(json.getString("'features.digest'")).startsWith("sha256:");
        assertThat(json.getString("'resolved.by'")).isEqualTo("registry");
    }

    @Test
    void unknownPathsAndMethodsAreNotFoundAndNotAllowed() {
        Response nothing = given().get("/nothing");
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.contentType()).isEqualTo(JSON);
        assertThat(nothing.jsonPath().getString("error_code")).isEqualTo("RESOURCE_DOES_NOT_EXIST");
        assertThat(given().post("/v2/repository/index").jsonPath().getString("error"))
                .startsWith("There is no path /v2/repository/index here");
        Response get = given().get("/invocations");
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.header("Allow"))
                .satisfiesAnyOf(
                        allow -> assertThat(allow).contains("POST"),
                        allow -> assertThat(allow).isNull()); // quarkus-rest does not say
        assertThat(get.jsonPath().getString("error_code")).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(get.jsonPath().getString("message"))
                .isEqualTo("/invocations takes no GET requests; /q/openapi describes those that it takes.");
        Response infer = given().delete("/v2/models/iris-classifier/infer");
        assertThat(infer.statusCode()).isEqualTo(405);
        assertThat(infer.jsonPath().getString("error"))
                .startsWith("/v2/models/iris-classifier/infer takes no DELETE requests");
    }

    private static Response ready() {
        return Management.get("/q/health/ready");
    }

    private static Response invoke(String body) {
        return given().header("Content-Type", JSON).body(body).post("/invocations");
    }
}
