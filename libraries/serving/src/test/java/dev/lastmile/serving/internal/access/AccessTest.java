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
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(AccessTest.Limits.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class AccessTest {
    private static final String FLOWERS = "{\"inputs\": {\"sepal_length\": [%s], \"sepal_width\": [%s],"
            + " \"petal_length\": [%s], \"petal_width\": [%s]}}";

    private static final String KEY = "a key of the tests";
    private static final String PREVIOUS = "the key before it";

    RegistryServer registry;

    /** Limits that a test reaches. */
    public static class Limits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "lastmile.serving.api-key", KEY,
                    "lastmile.serving.api-key-previous", PREVIOUS,
                    "lastmile.serving.api-keys", "team-a=key-of-team-a-0123, team-b=key-of-team-b-0123",
                    "lastmile.serving.access-log", "true",
                    "lastmile.serving.body-timeout", "3S",
                    "lastmile.serving.max-rows", "2",
                    "lastmile.serving.max-requests", "3");
        }
    }

    @BeforeEach
    void aModelAnswers() throws InterruptedException {
        RegistryResource.registerChampion(registry);
        until(() -> given().get("/ping").statusCode() == 200);
    }

    @Test
    void everyRequestIsALineOfJsonInTheAccessLog() throws InterruptedException {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger.getLogger(AccessLog.CATEGORY).addHandler(handler);
        try {
            invoke("Bearer " + KEY, 1);
            given().get("/nothing?secret=\"1");
            until(() -> lines.stream().anyMatch(line -> line.contains("/invocations"))
                    && lines.stream().anyMatch(line -> line.contains("/nothing")));
        } finally {
            Logger.getLogger(AccessLog.CATEGORY).removeHandler(handler);
        }

        JsonPath answered = JsonPath.from(lines.stream()
                .filter(line -> line.contains("/invocations"))
                .findFirst()
                .orElseThrow());
        assertThat(answered.getString("method")).isEqualTo("POST");
        assertThat(answered.getInt("status")).isEqualTo(200);
        assertThat(answered.getString("model")).isEqualTo("iris-classifier/3");
        assertThat(answered.getString("features")).isEqualTo("iris-features/2");
        JsonPath rejected = JsonPath.from(lines.stream()
                .filter(line -> line.contains("/nothing"))
                .findFirst()
                .orElseThrow());
        assertThat(rejected.getInt("status")).isEqualTo(401);
        assertThat(rejected.getString("path")).isEqualTo("/nothing");
    }

    @Test
    void whoHasTheKeyIsAnsweredAndWhoHasNotIsNot() {
        assertThat(invoke("Bearer " + KEY, 1).statusCode()).isEqualTo(200);

        Response without = given().header("Content-Type", "application/json")
                .body(flowers(1))
                .post("/invocations");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(without.jsonPath().getString("error_code")).isEqualTo("UNAUTHENTICATED");
        assertThat(without.jsonPath().getString("message"))
                .isEqualTo("The request has no key. Send it as Authorization: Bearer <key>.");
        for (String header :
                new String[] {"Bearer a key of the test", "Bearer a key of the tests.", "Bearer ", "Basic YSBrZXk="}) {
            assertThat(invoke(header, 1).statusCode()).as(header).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/health", "/version", "/v2/health/live", "/v2/health/ready"})
    void platformsAskWithoutAKey(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/predictions",
                "/q/openapi",
                "/q/metrics",
                "/no/such/path",
                "//invocations",
                "/ping/../invocations"
            })
    void everythingElseNeedsIt(String path) {
        assertThat(given().urlEncodingEnabled(false).get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void everyConfiguredKeyIsValid() {
        for (String key : new String[] {KEY, PREVIOUS, "key-of-team-a-0123", "key-of-team-b-0123"}) {
            assertThat(invoke("Bearer " + key, 1).statusCode()).as(key).isEqualTo(200);
        }
    }

    @Test
    void moreRowsThanAreTakenAreRejected() {
        assertThat(invoke("Bearer " + KEY, 2).statusCode()).isEqualTo(200);

        Response rejected = invoke("Bearer " + KEY, 3);
        assertThat(rejected.statusCode()).isEqualTo(413);
        assertThat(rejected.jsonPath().getString("message"))
                .isEqualTo("The request has 3 rows, and the limit is 2. Send fewer at a time, or raise"
                        + " LASTMILE_SERVING_MAX_ROWS.");
    }

    @Test
    void moreRequestsThanAreTakenAreRejectedUntilOthersHaveEnded() throws Exception {
        try (Socket first = unfinished();
                Socket second = unfinished();
                Socket third = unfinished()) {
            until(() -> invoke("Bearer " + KEY, 1).statusCode() == 429);
            assertThat(invoke("Bearer " + KEY, 1).jsonPath().getString("error_code"))
                    .isEqualTo("RESOURCE_EXHAUSTED");
            assertThat(given().get("/ping").statusCode()).isEqualTo(200);
        }
        until(() -> invoke("Bearer " + KEY, 1).statusCode() == 200);
    }

    @Test
    void aRequestWhoseBodyDoesNotComeIsRejectedAndItsConnectionEnded() throws Exception {
        try (Socket socket = unfinished()) {
            socket.setSoTimeout(20_000);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 408 ").contains("LASTMILE_SERVING_BODY_TIMEOUT");
        }
        assertThat(invoke("Bearer " + KEY, 1).statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsAnsweredAndRejectedIsCounted() {
        invoke("Bearer " + KEY, 2);
        invoke("Bearer " + KEY, 3);

        String metrics = Management.get("/q/metrics").asString();
        String model = "{features=\"iris-features\",features_version=\"2\",model=\"iris-classifier\",version=\"3\"";
        assertThat(metrics)
                .contains("lastmile_predictions_seconds_count" + model + "}")
                .contains("lastmile_predictions_seconds_bucket" + model + ",le=\"0.001\"}")
                .contains("lastmile_prediction_rows_total" + model + "}")
                .contains("lastmile_refusals_total{status=\"413\"}");
    }

    private static Socket unfinished() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.getOutputStream()
                .write(("POST /invocations HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY + "\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }
    }

    private static Response invoke(String authorization, int rows) {
        return given().header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .body(flowers(rows))
                .post("/invocations");
    }

    private static String flowers(int rows) {
        return FLOWERS.replace("%s", "1" + ", 1".repeat(rows - 1));
    }
}
