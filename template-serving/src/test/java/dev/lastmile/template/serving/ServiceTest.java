package dev.lastmile.template.serving;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ServiceTest.WithoutRegistry.class)
class ServiceTest {
    /** A tracking server that nobody can reach, and an empty cache. */
    public static class WithoutRegistry implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0",
                    "lastmile.serving.tracking-uri", "http://127.0.0.1:1",
                    "lastmile.serving.cache", "target/empty-cache",
                    "lastmile.serving.log.file", "target/predictions");
        }
    }

    @TestHTTPResource(value = "health/live", management = true)
    URL live;

    @TestHTTPResource(value = "health/ready", management = true)
    URL ready;

    @Test
    void livesWithoutAModelAndSaysHowToGetOne() {
        assertThat(given().get(live).statusCode()).isEqualTo(200);
        assertThat(given().get(ready).statusCode()).isEqualTo(503);

        Response answer = given().contentType("application/json")
                .body("{\"inputs\": {\"a_column\": 1}}")
                .post("/invocations");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.jsonPath().getString("message")).startsWith("No model is loaded.");
    }
}
