package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingConfigTest {
    @Test
    void needsAnAddressOnly() {
        TrackingConfig config = config();

        assertThat(config.uri()).isEqualTo(URI.create("http://127.0.0.1:5000"));
        assertThat(config.authorization()).isEmpty();
        assertThat(config.maxRetries()).isEqualTo(5);
        assertThat(config.backoff()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(120));
        assertThat(config.s3().endpoint()).isEmpty();
        assertThat(config.s3().accessKey()).isEmpty();
        assertThat(config.s3().region()).isEmpty();
        assertThat(config.isDatabricks()).isFalse();
        assertThat(config.experimentId()).isEmpty();
        assertThat(config.experimentName()).isEmpty();
        assertThat(config.artifactLocation()).isEmpty();
    }

    @Test
    void readsEveryVariable() {
        TrackingConfig config = config(
                "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2",
                "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "3",
                "MLFLOW_HTTP_REQUEST_TIMEOUT", "7",
                "MLFLOW_S3_ENDPOINT_URL", "http://127.0.0.1:9000/",
                "AWS_ACCESS_KEY_ID", "id",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "AWS_SESSION_TOKEN", "session",
                "AWS_DEFAULT_REGION", "eu-central-1",
                "MLFLOW_EXPERIMENT_ID", "12",
                "MLFLOW_EXPERIMENT_NAME", "/Shared/iris",
                "LASTMILE_ARTIFACT_LOCATION", "s3://bucket/iris/");

        assertThat(config.maxRetries()).isEqualTo(2);
        assertThat(config.backoff()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.s3().endpoint()).contains(URI.create("http://127.0.0.1:9000"));
        assertThat(config.s3().accessKey()).contains("id");
        assertThat(config.s3().secretKey()).contains("secret");
        assertThat(config.s3().sessionToken()).contains("session");
        assertThat(config.s3().region()).contains("eu-central-1");
        assertThat(config.experimentId()).contains("12");
        assertThat(config.experimentName()).contains("/Shared/iris");
        assertThat(config.artifactLocation()).contains("s3://bucket/iris");
        assertThat(config("AWS_REGION", "eu-west-1", "AWS_DEFAULT_REGION", "x")
                        .s3()
                        .region())
                .contains("eu-west-1");
    }

    @Test
    void authenticatesAsMlflowDoes() {
        assertThat(config("MLFLOW_TRACKING_TOKEN", "abc").authorization()).contains("Bearer abc");
        assertThat(config("MLFLOW_TRACKING_USERNAME", "jan", "MLFLOW_TRACKING_PASSWORD", "pass word")
                        .authorization())
                .contains("Basic amFuOnBhc3Mgd29yZA==");
        assertThat(config(
                                "MLFLOW_TRACKING_TOKEN", "abc",
                                "MLFLOW_TRACKING_USERNAME", "jan",
                                "MLFLOW_TRACKING_PASSWORD", "pass word")
                        .authorization())
                .contains("Basic amFuOnBhc3Mgd29yZA==");
        assertThat(config("MLFLOW_TRACKING_USERNAME", "jan").authorization()).isEmpty();
    }

    @Test
    void credentialsReachTheServerButNoMessageAndNoLog() {
        try (FaultyServer server = new FaultyServer();
                TrackingClient client = server.client("MLFLOW_TRACKING_TOKEN", "t0ps3cret")) {
            server.thenError(403, "PERMISSION_DENIED", "not yours");

            assertThatThrownBy(() -> client.setTag("r", "k", "v"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("PERMISSION_DENIED")
                    .hasMessageNotContaining("t0ps3cret");
            assertThat(server.requests().get(0).headers()).containsEntry("Authorization", "Bearer t0ps3cret");
        }
        assertThat(config("MLFLOW_TRACKING_TOKEN", "t0ps3cret", "AWS_SECRET_ACCESS_KEY", "s3cret"))
                .asString()
                .isEqualTo("TrackingConfig[uri=http://127.0.0.1:5000]");
        assertThat(config("AWS_SECRET_ACCESS_KEY", "s3cret").s3()).asString().doesNotContain("s3cret");
    }

    @Test
    void noOtherHostSeesTheCredentials() {
        try (FaultyServer server = new FaultyServer();
                FaultyServer other = new FaultyServer();
                TrackingClient client = server.client("MLFLOW_TRACKING_TOKEN", "t0ps3cret")) {
            String location = "mlflow-artifacts://" + other.uri().getAuthority() + "/1/r/artifacts";
            server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"" + location + "\"}}}");

            client.listArtifacts("r", "");

            assertThat(other.lines()).containsExactly("GET /api/2.0/mlflow-artifacts/artifacts?path=1%2Fr%2Fartifacts");
            assertThat(other.requests().get(0).headers()).doesNotContainKey("Authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void withoutAnAddressSaysWhatToSet(String nothing) {
        assertThatThrownBy(() -> TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", nothing)))
                .isInstanceOf(TrackingException.class)
                .hasMessage("MLFLOW_TRACKING_URI is not set. Set it to the tracking server's address, such as"
                        + " http://127.0.0.1:5000");
        assertThatThrownBy(() -> TrackingConfig.fromEnvironment(Map.of())).isInstanceOf(TrackingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite:///mlflow.db", "./mlruns", "/var/mlruns", "file:///var/mlruns", "ftp://host"})
    void whatIsNoServerIsRejectedByName(String address) {
        assertThatThrownBy(() -> config("MLFLOW_TRACKING_URI", address))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("MLFLOW_TRACKING_URI is '" + address + "', and only addresses that begin with"
                        + " http:// or https:// are supported");
    }

    @ParameterizedTest
    @CsvSource({
        "http://jan:pw@host:5000, has a user in it",
        "http://jan:pw@ml_flow:5000, has a user in it",
        "http://host:5000/?a=b, has a query",
        "http://my_host:5000, no valid name",
        "http://, is no address",
        "http://a b, is no address"
    })
    void anAddressWithMoreOrLessThanAnAddressIsRejected(String address, String reason) {
        assertThatThrownBy(() -> config("MLFLOW_TRACKING_URI", address))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("MLFLOW_TRACKING_URI")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("pw");
    }

    @Test
    void aDatabaseAddressDoesNotGiveAwayItsPassword() {
        assertThatThrownBy(() -> config("MLFLOW_TRACKING_URI", "postgresql://jan:pw@host/mlflow"))
                .isInstanceOf(TrackingException.class)
                .hasMessageContaining("postgresql://…@host/mlflow")
                .hasMessageNotContaining("pw");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://jan:p/pw@host/mlflow",
                "http://jan:p/pw@host:5000",
                "http://jan:p/pw@ml_flow:5000",
                "jan:pw@host:5000"
            })
    void noAddressGivesAwayItsPassword(String address) {
        for (String variable : List.of("MLFLOW_TRACKING_URI", "MLFLOW_S3_ENDPOINT_URL")) {
            assertThatThrownBy(() -> config(variable, address))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining(variable)
                    .hasMessageNotContaining("pw");
        }
    }

    @Test
    void aServerBelowAPathIsAskedThere() {
        try (FaultyServer server = new FaultyServer();
                TrackingClient client = new TrackingClient(
                        TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", server.uri() + "/mlflow/")))) {
            client.setTag("r", "k", "v");
            client.ping();

            assertThat(client.uri()).isEqualTo(URI.create(server.uri() + "/mlflow"));
            assertThat(server.lines())
                    .containsExactly("POST /mlflow/api/2.0/mlflow/runs/set-tag", "GET /mlflow/health");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES, many",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES, -1",
        "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR, NaN",
        "MLFLOW_HTTP_REQUEST_TIMEOUT, 0"
    })
    void aNumberThatIsNoneIsRejectedByName(String variable, String value) {
        assertThatThrownBy(() -> config(variable, value))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith(variable + " is '" + value + "'. Set it to a number from ");
    }

    @Test
    void aTokenWithALineBreakIsRejectedAndNotPrinted() {
        assertThatThrownBy(() -> TrackingConfig.fromEnvironment(
                        Map.of("MLFLOW_TRACKING_URI", "http://host:5000", "MLFLOW_TRACKING_TOKEN", "s3cret\nmore")))
                .isInstanceOf(TrackingException.class)
                .hasMessageStartingWith("MLFLOW_TRACKING_TOKEN has a space, a line break")
                .hasMessageNotContaining("s3cret");
    }

    private static TrackingConfig config(String... environment) {
        Map<String, String> all = new HashMap<>();
        all.put("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000");
        for (int i = 0; i < environment.length; i += 2) {
            all.put(environment[i], environment[i + 1]);
        }
        return TrackingConfig.fromEnvironment(all);
    }
}
