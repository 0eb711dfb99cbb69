package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class S3RetryTest {
    private static final String BUSY = "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code>"
            + "<Message>Reduce your request rate.</Message></Error>";

    private final FaultyServer server = new FaultyServer();
    private final FaultyServer s3 = new FaultyServer();
    private final TrackingClient client = server.client(
            "MLFLOW_S3_ENDPOINT_URL", s3.uri().toString(),
            "AWS_ACCESS_KEY_ID", "key",
            "AWS_SECRET_ACCESS_KEY", "s3cret",
            "AWS_REGION", "us-east-1",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2");

    @BeforeEach
    void answerWithARunWhoseArtifactsAreInS3() {
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"s3://bucket/1/r\"}}}");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        s3.close();
    }

    @Test
    void aBusyS3IsAskedAgain() {
        s3.then(503, "application/xml", BUSY)
                .then(503, "application/xml", BUSY)
                .then(200, "application/octet-stream", "content");

        assertThat(client.downloadArtifact("r", "a.txt")).asString().isEqualTo("content");
        assertThat(s3.lines()).hasSize(3).containsOnly("GET /bucket/1/r/a.txt");
    }

    @Test
    void aBusyS3IsGivenUpWithItsCode() {
        for (int i = 0; i < 3; i++) {
            s3.then(503, "application/xml", BUSY);
        }

        assertThatThrownBy(() -> client.downloadArtifact("r", "a.txt"))
                .isInstanceOfSatisfying(TrackingException.class, e -> {
                    assertThat(e.status()).isEqualTo(OptionalInt.of(503));
                    assertThat(e.errorCode()).isEqualTo("SlowDown");
                })
                .hasMessage("GET s3://bucket/1/r/a.txt at " + s3.uri()
                        + " was answered with 503 SlowDown: Reduce your request rate.");
    }

    @Test
    void aPageForABrowserIsNotRepeatedInTheMessage() {
        s3.then(403, "text/html", "<html><body>Forbidden by the proxy</body></html>");

        assertThatThrownBy(() -> client.downloadArtifact("r", "a.txt"))
                .isInstanceOf(TrackingException.class)
                .hasMessage("GET s3://bucket/1/r/a.txt at " + s3.uri() + " was answered with 403 and no S3 message. Set"
                        + " MLFLOW_S3_ENDPOINT_URL to the address of an S3 server.");
    }
}
