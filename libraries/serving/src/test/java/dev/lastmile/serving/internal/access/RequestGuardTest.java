package dev.lastmile.serving.internal.access;

import static dev.lastmile.httpguard.fixture.RawConnection.assertThatItIsClosed;
import static dev.lastmile.httpguard.fixture.RawConnection.connect;
import static dev.lastmile.httpguard.fixture.RawConnection.head;
import static dev.lastmile.httpguard.fixture.RawConnection.send;
import static dev.lastmile.httpguard.fixture.RawConnection.until;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.fixture.RegistryResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that nobody reads, from clients with a key and without, on bare sockets: HTTP libraries send no such requests. */
@QuarkusTest
@TestProfile(RequestGuardTest.WithKey.class)
@QuarkusTestResource(value = RegistryResource.class, restrictToAnnotatedClass = true)
class RequestGuardTest {
    private static final String KEY = "a key of the tests";
    private static final String AUTHORIZATION = "Authorization: Bearer " + KEY + "\r\n";
    private static final String FLOWER = "{\"inputs\": {\"sepal_length\": [5.1], \"sepal_width\": [3.5],"
            + " \"petal_length\": [1.4], \"petal_width\": [0.2]}}";
    private static final int LARGE = 100_000_000;

    RegistryServer registry;

    /** A limit of failures that a test reaches, and others that it does not. */
    public static class WithKey implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "lastmile.serving.api-key", KEY,
                    "lastmile.serving.failed-authentications", "60",
                    "lastmile.serving.body-timeout", "2S",
                    "lastmile.serving.max-requests", "2");
        }
    }

    @BeforeEach
    void aModelIsServed() throws InterruptedException {
        RegistryResource.untilTheChampionAnswers(registry);
    }

    @Test
    void largeBodiesAreRejectedAtOnceAndTheirConnectionsClosed() throws Exception {
        List<Socket> rejected = new ArrayList<>();
        try {
            for (String request : new String[] {
                "413 PUT /ping",
                "413 DELETE /version",
                "413 GET /v2/health/live",
                "413 HEAD /ping",
                "413 BREW /health",
                "405 PUT /invocations",
                "405 GET /predict",
                "413 POST /v1/predictions",
                "413 GET /no/such/path",
                "413 POST /invocations",
                "413 POST /no/such/path"
            }) {
                for (String length : new String[] {"Content-Length: " + LARGE, "Transfer-Encoding: chunked"}) {
                    if (request.contains("POST") && length.startsWith("Transfer")) {
                        continue; // of unknown length: read up to the limit
                    }
                    Socket socket = connect(RestAssured.port);
                    rejected.add(socket);
                    send(socket, request.substring(4) + " HTTP/1.1\r\nHost: localhost\r\n" + length + "\r\n\r\n");

                    assertThat(head(socket))
                            .as(request)
                            .startsWith("HTTP/1.1 " + request.substring(0, 4))
                            .contains("connection: close");
                }
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
    void aRejectedBodyOfUnknownLengthIsDiscardedUntilTheConnectionIsClosed() throws Exception {
        for (String path : new String[] {"/invocations", "/no/such/path"}) {
            try (Socket socket = connect(RestAssured.port)) {
                send(socket, "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

                assertThat(head(socket)).startsWith("HTTP/1.1 401 ").contains("connection: close");
                assertThatItIsClosed(socket);
            }
        }
    }

    @Test
    void aSmallRejectedBodyLeavesTheConnectionUsable() throws Exception {
        try (Socket socket = connect(RestAssured.port)) {
            for (int i = 0; i < 3; i++) {
                send(socket, "POST /ping HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody");
                assertThat(head(socket)).startsWith("HTTP/1.1 413 ").doesNotContain("connection: close");
                send(socket, "GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void aSmallRejectedBodyThatDoesNotEndClosesTheConnection() throws Exception {
        try (Socket socket = connect(RestAssured.port)) {
            send(socket, "POST /ping HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nb");

            assertThat(head(socket)).startsWith("HTTP/1.1 413 ");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aBodyThatIsNotAnsweredYetHasATimeWhateverItsMethodAndPath() throws Exception {
        for (String request : new String[] {"POST /invocations", "POST /no/such/path", "PUT /of/a/user"}) {
            try (Socket socket = connect(RestAssured.port)) {
                send(
                        socket,
                        request + " HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION
                                + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
                assertThat(head(socket)).as(request).matches("(?s)HTTP/1.1 (408|404|405) .*");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void clientsThatDisconnectGiveTheirPermitsBack() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (Socket first = connect(RestAssured.port);
                    Socket second = connect(RestAssured.port)) {
                for (Socket socket : new Socket[] {first, second}) {
                    send(
                            socket,
                            "POST /invocations HTTP/1.1\r\nHost: localhost\r\n" + AUTHORIZATION
                                    + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{");
                }
                until(() -> invoke(KEY) == 429);
            }
            until(() -> invoke(KEY) == 200);
        }
    }

    @Test
    void requestsWithoutAKeyTakeNoPermits() throws Exception {
        try (Socket first = connect(RestAssured.port);
                Socket second = connect(RestAssured.port);
                Socket third = connect(RestAssured.port)) {
            for (Socket socket : new Socket[] {first, second, third}) {
                send(socket, "POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");
            }
            assertThat(invoke(KEY)).isEqualTo(200);
        }
    }

    private static int invoke(String key) {
        return given().header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .body(FLOWER)
                .post("/invocations")
                .statusCode();
    }
}
