package dev.lastmile.trackingserver.guard;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class BrowserGuardTest {
    private static final String SEARCH = "/api/2.0/mlflow/experiments/search";

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:5000", "127.0.0.1:8081", "[::1]", "[::1]:5000"})
    void loopbackMayBeNamed(String host) {
        assertThat(given().header("Host", host).get(SEARCH).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:5000", "localhost.evil.example", "127.0.0.1.evil.example"})
    void otherNamesMayNot(String host) {
        for (String path : new String[] {SEARCH, "/", "/runs/x", "/q/health", "/no/such/path"}) {
            Response answer = given().header("Host", host).get(path);

            assertThat(answer.statusCode()).as(path).isEqualTo(403);
            assertThat(answer.jsonPath().getString("error_code")).isEqualTo("PERMISSION_DENIED");
            assertThat(answer.jsonPath().getString("message"))
                    .contains("\"" + host + "\"", "LASTMILE_TRACKING_ALLOWED_HOSTS");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void probesMayUseAnyName() {
        assertThat(given().header("Host", "10.1.2.3").get("/health").asString()).isEqualTo("OK");
        assertThat(given().header("Host", "10.1.2.3").get("/version").asString())
                .matches("3\\.\\d+\\.\\d+");
        assertThat(given().get("/q/health").jsonPath().getString("status")).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.example", "https://evil.example:5000", "null", "http://localhost.evil.example"})
    void pagesOfOtherSitesChangeNothing(String origin) {
        Response answer = given().header("Origin", origin)
                .contentType("application/json")
                .body("{}")
                .post(SEARCH);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.jsonPath().getString("message"))
                .startsWith("Pages of \"" + origin + "\" may not use this server.");
    }

    @Test
    void pagesOfThisMachineMay() {
        assertThat(given().header("Origin", "http://localhost:8888")
                        .contentType("application/json")
                        .body("{}")
                        .post(SEARCH)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void linksOfOtherSitesLeadToPages() {
        assertThat(given().header("Sec-Fetch-Site", "cross-site")
                        .header("Sec-Fetch-Mode", "navigate")
                        .get("/")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().header("Sec-Fetch-Site", "cross-site")
                        .header("Sec-Fetch-Mode", "no-cors")
                        .get("/")
                        .statusCode())
                .isEqualTo(403);
        assertThat(given().header("Sec-Fetch-Site", "cross-site")
                        .header("Sec-Fetch-Mode", "navigate")
                        .contentType("application/json")
                        .body("{}")
                        .post(SEARCH)
                        .statusCode())
                .isEqualTo(403);
    }
}
