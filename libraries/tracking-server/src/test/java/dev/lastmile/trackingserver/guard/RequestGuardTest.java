package dev.lastmile.trackingserver.guard;

import static dev.lastmile.httpguard.fixture.RawConnection.assertThatItIsClosed;
import static dev.lastmile.httpguard.fixture.RawConnection.connect;
import static dev.lastmile.httpguard.fixture.RawConnection.head;
import static dev.lastmile.httpguard.fixture.RawConnection.send;
import static dev.lastmile.httpguard.fixture.RawConnection.until;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.trackingserver.fixture.Protocol;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bodies and tokens on bare sockets: HTTP libraries send no such requests. */
@QuarkusTest
@TestProfile(RequestGuardTest.WithTokens.class)
class RequestGuardTest {
    private static final String READ = "a-token-that-reads";
    private static final String WRITE = "a-token-that-writes";
    private static final String AUTHORIZATION = "Authorization: Bearer " + WRITE + "\r\n";
    private static final String SEARCH = "/api/2.0/mlflow/runs/search";
    private static final String CREATE = "/api/2.0/mlflow/experiments/create";
    private static final String ARTIFACT = "/api/2.0/mlflow-artifacts/artifacts/guard/x";
    private static final int LARGE = 100_000_000;

    /** Limits that a test reaches, and others that it does not. */
    public static class WithTokens implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "lastmile.tracking.read-token", READ,
                    "lastmile.tracking.write-token", WRITE,
                    "lastmile.tracking.failed-authentications", "1000",
                    "lastmile.tracking.body-timeout", "2S",
                    "lastmile.tracking.max-uploads", "2");
        }
    }

    @Test
    void largeBodiesAreRejectedAtOnceAndTheirConnectionsClosed() throws Exception {
        List<Socket> rejected = new ArrayList<>();
        try {
            for (String request : new String[] {
                "PUT /",
                "DELETE /health",
                "GET /version",
                "HEAD /",
                "BREW /q/health",
                "POST /no/such/path",
                "POST " + SEARCH,
                "PUT " + SEARCH,
                "GET " + SEARCH,
                "POST " + ARTIFACT,
                "PUT /api/2.0/mlflow-artifacts/artifacts"
            }) {
                Socket socket = connect(RestAssured.port);
                rejected.add(socket);
                send(socket, request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGE + "\r\n\r\n");

                assertThat(head(socket)).as(request).startsWith("HTTP/1.1 413 ").contains("connection: close");
            }
            for (Socket socket : rejected) {
                assertThatItIsClosed(socket);
            }
        } finally {
            for (Socket socket : rejected) {
                socket.close();
            }
        }
    }

    @Test
    void aBodyInChunksEndsAtTheLimit() throws Exception {
        for (String request : new String[] {"POST " + SEARCH, "POST " + CREATE}) {
            try (Socket socket = connect(RestAssured.port)) {
                send(
                        socket,
                        request + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + AUTHORIZATION
                                + "Transfer-Encoding: chunked\r\n\r\n");
                String chunk = "10000\r\n" + " ".repeat(65_536) + "\r\n";
                for (int i = 0; i < 34; i++) {
                    send(socket, chunk);
                }

                assertThat(head(socket)).as(request).startsWith("HTTP/1.1 413 ").contains("connection: close");
                assertThatItIsClosed(socket);
            }
        }
    }

    @Test
    void aRejectedBodyOfUnknownLengthIsDiscardedUntilTheConnectionIsClosed() throws Exception {
        for (String request : new String[] {"POST " + SEARCH, "PUT " + ARTIFACT, "POST /"}) {
            try (Socket socket = connect(RestAssured.port)) {
                send(socket, request + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

                assertThat(head(socket)).as(request).matches("(?s)HTTP/1.1 (401|413) .*connection: close.*");
                assertThatItIsClosed(socket);
            }
        }
    }

    @Test
    void aSmallRejectedBodyLeavesTheConnectionUsable() throws Exception {
        try (Socket socket = connect(RestAssured.port)) {
            for (int i = 0; i < 3; i++) {
                send(socket, "POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody");
                assertThat(head(socket)).startsWith("HTTP/1.1 413 ").doesNotContain("connection: close");
                send(socket, "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aSlowBodyIsEndedAndNothingIsStored() throws Exception {
        for (String request : new String[] {"PUT " + ARTIFACT, "POST " + SEARCH, "POST /api/no/such/path"}) {
            try (Socket socket = connect(RestAssured.port)) {
                Instant start = Instant.now();
                send(
                        socket,
                        request + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + AUTHORIZATION
                                + "Content-Length: 1000\r\n\r\n{");
                assertThat(head(socket)).as(request).matches("(?s)HTTP/1.1 (408|404) .*");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
            }
        }
        assertThat(read(ARTIFACT, WRITE)).isEqualTo(404);
    }

    @Test
    void anUploadThatGoesOnMayTakeItsTime() throws Exception {
        byte[] block = new byte[16_384];
        try (Socket socket = connect(RestAssured.port)) {
            send(
                    socket,
                    "PUT " + ARTIFACT + "-slow HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION + "Content-Length: "
                            + 12 * block.length + "\r\n\r\n");
            for (int i = 0; i < 12; i++) {
                socket.getOutputStream().write(block);
                Thread.sleep(350); // 4.2 s, where 2 s are allowed for a small body
            }
            assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void uploadsHaveALimitThatLeavesTheRestAlone() throws Exception {
        List<Socket> uploads = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                uploads.add(connect(RestAssured.port));
                send(
                        uploads.get(i),
                        "PUT " + ARTIFACT + i + " HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION
                                + "Content-Length: 10\r\n\r\n1");
            }
            until(() -> upload(ARTIFACT + "-third") == 429);
            assertThat(read(SEARCH.replace("runs", "experiments"), WRITE)).isEqualTo(200);
        } finally {
            for (Socket socket : uploads) {
                socket.close();
            }
        }
        until(() -> upload(ARTIFACT + "-third") == 200);
    }

    @Test
    void aTokenIsNeededForAllButProbes() {
        for (String path :
                new String[] {"/", "/runs/x", "/q/health", ARTIFACT, "/api/2.0/mlflow/experiments/search", "/x"}) {
            assertThat(given().get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(read(path, "another-token-of-mine")).as(path).isEqualTo(401);
            assertThat(read(path, READ)).as(path).isIn(200, 404);
        }
        assertThat(given().get("/health").statusCode()).isEqualTo(200);
        assertThat(given().get("/version").statusCode()).isEqualTo(200);
        assertThat(given().get("/").header("WWW-Authenticate")).startsWith("Basic ");
        assertThat(given().auth().preemptive().basic("anybody", READ).get("/").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theTokenThatReadsChangesNothing() {
        assertThat(post(SEARCH, READ, Map.of("experiment_ids", List.of("0")))).isEqualTo(200);
        assertThat(post(CREATE, READ, Map.of("name", Protocol.unique("x")))).isEqualTo(403);
        assertThat(post(CREATE, WRITE, Map.of("name", Protocol.unique("x")))).isEqualTo(200);
        assertThat(given().header("Authorization", "Bearer " + READ)
                        .delete(ARTIFACT)
                        .statusCode())
                .isEqualTo(403);
    }

    private static int post(String path, String token, Map<String, ?> body) {
        return given().header("Authorization", "Bearer " + token)
                .contentType("application/json")
                .body(body)
                .post(path)
                .statusCode();
    }

    private static int read(String path, String token) {
        return given().header("Authorization", "Bearer " + token).get(path).statusCode();
    }

    private static int upload(String path) {
        return given().header("Authorization", "Bearer " + WRITE)
                .contentType("application/octet-stream")
                .body(new byte[] {1})
                .put(path)
                .statusCode();
    }
}
