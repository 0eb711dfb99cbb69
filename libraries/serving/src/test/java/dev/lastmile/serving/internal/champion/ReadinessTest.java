package dev.lastmile.serving.internal.champion;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ReadinessTest.OwnStart.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class ReadinessTest {
    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": 5.1, \"sepal_width\": 3.5,"
            + " \"petal_length\": 1.4, \"petal_width\": 0.2}}";

    RegistryServer registry;

    /** A start of its own: the story begins without a model. */
    public static class OwnStart implements QuarkusTestProfile {}

    @Test
    void isNotReadyBeforeAModelIsLoadedAndBecomesReadyWhenOneIs() throws InterruptedException {
        Response waiting = until(reason -> reason.contains("no version of iris-classifier"));
        assertThat(waiting.statusCode()).isEqualTo(503);
        assertThat(Management.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(given().get("/ping").statusCode()).isEqualTo(503);
        assertThat(given().get("/version").statusCode()).isEqualTo(200);
        Response rejected = invoke();
        assertThat(rejected.statusCode()).isEqualTo(503);
        assertThat(rejected.jsonPath().getString("error_code")).isEqualTo("TEMPORARILY_UNAVAILABLE");
        assertThat(rejected.jsonPath().getString("message"))
                .isEqualTo("No model is loaded. The tracking server at " + registry.uri() + " has no version of"
                        + " iris-classifier with the alias champion. Run: make pipeline");

        registry.breakWith(500);
        until(reason -> reason.contains("cannot be reached"));
        registry.breakWith(0);

        RegistryResource.registerChampion(registry);
        registry.tag("iris-classifier/3", "lastmile.features.digest", "sha256:" + "0".repeat(64));
        until(reason -> reason.contains("iris-classifier/3 was trained on iris-features/2 with the digest"));
        assertThat(invoke().statusCode()).isEqualTo(503);

        registry.tag(
                "iris-classifier/3", "lastmile.features.digest", registry.tag("iris-features/2", "lastmile.digest"));
        Response ready = until(reason -> !reason.contains("\"DOWN\""));
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(invoke().jsonPath().getString("predictions[0].prediction")).isEqualTo("Iris-setosa");
        assertThat(given().get("/ping").statusCode()).isEqualTo(200);

        registry.breakWith(500);
        Thread.sleep(300);
        assertThat(invoke().statusCode()).as("a loaded model needs no registry").isEqualTo(200);
        Response away = until(body -> body.contains("cannot be reached"));
        assertThat(away.statusCode()).isEqualTo(200);
        Response aged = until(body -> body.contains("\"registry.age.seconds\": 2"));
        assertThat(aged.statusCode()).isEqualTo(200);
        registry.breakWith(0);
        until(body -> body.contains("\"registry.age.seconds\": 0") && !body.contains("problem"));
    }

    private interface Expectation {
        boolean holds(String body);
    }

    private static Response until(Expectation expectation) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            Response answer = Management.get("/q/health/ready");
            if (expectation.holds(answer.asString())) {
                return answer;
            }
            assertThat(Instant.now()).as(answer.asString()).isBefore(end);
            Thread.sleep(50);
        }
    }

    private static Response invoke() {
        return given().header("Content-Type", "application/json").body(FLOWER).post("/invocations");
    }
}
