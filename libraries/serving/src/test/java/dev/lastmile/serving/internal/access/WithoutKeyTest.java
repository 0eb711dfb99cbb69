package dev.lastmile.serving.internal.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A service on loopback, which every page in a browser on its machine can reach. */
@QuarkusTest
@TestProfile(WithoutKeyTest.Origins.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class WithoutKeyTest {
    private static final String TENSORS = "{\"inputs\": [%s]}"
            .formatted(String.join(
                    ",",
                    tensor("sepal_length", 5.1),
                    tensor("sepal_width", 3.5),
                    tensor("petal_length", 1.4),
                    tensor("petal_width", 0.2)));

    RegistryServer registry;

    /** Pages of one other site are allowed. */
    public static class Origins implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "lastmile.serving.allowed-origins", "https://app.example",
                    "lastmile.serving.allowed-hosts", "model.example");
        }
    }

    @BeforeEach
    void aModelIsServed() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "Host, evil.example:8080",
        "Host, 127.0.0.1.evil.example",
        "Origin, https://evil.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site"
    })
    void pagesOfOtherSitesReadNothingAndScoreNothing(String header, String value) {
        assertThat(given().header(header, value).get("/v1/predictions").statusCode())
                .isEqualTo(403);
        assertThat(given().header(header, value).get("/q/openapi").statusCode()).isEqualTo(403);
        Response scored = given().header(header, value)
                .header("Content-Type", "application/json")
                .body(TENSORS)
                .post("/v2/models/iris-classifier/infer");
        assertThat(scored.statusCode()).isEqualTo(403);
        assertThat(scored.jsonPath().getString("error")).isNotBlank();
        assertThat(given().header(header, value)
                        .get(Management.uri("/q/metrics"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theManagementPortTakesNoBodies() {
        for (String path : new String[] {"/q/health/live", "/q/metrics", "/no/such/path"}) {
            for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "BREW"}) {
                for (int length : new int[] {1, 100_000}) {
                    Response rejected = given().header("Content-Type", "application/json")
                            .body("x".repeat(length))
                            .request(method, Management.uri(path));

                    assertThat(rejected.statusCode()).as(method + " " + path).isEqualTo(413);
                    assertThat(rejected.jsonPath().getString("message")).startsWith("Health and metrics take no body");
                    assertThat(rejected.header("Connection")).isEqualTo("close");
                }
            }
        }
    }

    @Test
    void probesMayUseAnyName() {
        assertThat(given().header("Host", "10.1.2.3").get("/ping").statusCode()).isEqualTo(200);
        assertThat(given().header("Host", "10.1.2.3").get("/v2/health/ready").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aConfiguredSiteIsServedAndToldSo() {
        Response preflight = given().header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .options("/v2/models/iris-classifier/infer");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");

        Response scored = given().header("Origin", "https://app.example")
                .header("Host", "model.example")
                .header("Content-Type", "application/json")
                .body(TENSORS)
                .post("/v2/models/iris-classifier/infer");
        assertThat(scored.statusCode()).isEqualTo(200);
        assertThat(scored.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    }

    @Test
    void preflightsOfOtherSitesAreNotAllowed() {
        Response preflight = given().header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .options("/invocations");

        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void whatAFormCanSendIsNoRequestForPredictions(String type) throws Exception {
        for (String path : new String[] {"/invocations", "/predict", "/v2/models/iris-classifier/infer"}) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + RestAssured.port + path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(TENSORS))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "application/vnd.kserve+json"})
    void tensorsComeAsJson(String type) {
        assertThat(given().header("Content-Type", type)
                        .body(TENSORS.getBytes())
                        .post("/v2/models/iris-classifier/infer")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String tensor(String name, double value) {
        return "{\"name\": \"%s\", \"shape\": [1], \"datatype\": \"FP64\", \"data\": [%s]}".formatted(name, value);
    }
}
