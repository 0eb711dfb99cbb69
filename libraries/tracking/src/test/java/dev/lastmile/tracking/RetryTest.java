package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RetryTest {
    private static final String RUN =
            "{\"run\":{\"info\":{\"run_id\":\"r\",\"experiment_id\":\"1\",\"status\":\"RUNNING\","
                    + "\"artifact_uri\":\"mlflow-artifacts:/1/r/artifacts\"}}}";

    private final FaultyServer server = new FaultyServer();

    @AfterEach
    void closeServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aCallThatMayBeRepeatedIsRepeatedOnATransientStatus(int status) {
        server.thenError(status, "TEMPORARILY_UNAVAILABLE", "later")
                .thenError(status, "TEMPORARILY_UNAVAILABLE", "later")
                .thenJson(200, RUN);

        try (TrackingClient client = server.client()) {
            assertThat(client.run("r").id()).isEqualTo("r");
        }
        assertThat(server.lines()).hasSize(3).containsOnly("GET /api/2.0/mlflow/runs/get?run_id=r");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 501})
    void aRejectionIsNotRepeated(int status) {
        server.thenError(status, "BAD_REQUEST", "no");

        try (TrackingClient client = server.client()) {
            assertThatThrownBy(() -> client.run("r")).isInstanceOf(TrackingException.class);
        }
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void callsThatMakeSomethingNewAreNotRepeated() {
        try (TrackingClient client = server.client()) {
            for (int status : List.of(429, 500, 503)) {
                int before = server.requests().size();
                server.thenError(status, "INTERNAL_ERROR", "who knows whether it was done");
                assertThatThrownBy(() -> client.createRun("1", "run", Map.of()))
                        .isInstanceOfSatisfying(
                                TrackingException.class,
                                e -> assertThat(e.status()).isEqualTo(OptionalInt.of(status)));
                assertThat(server.requests()).hasSize(before + 1);
            }
            server.thenHangUp();
            int before = server.requests().size();
            assertThatThrownBy(() -> client.createRun("1", "run", Map.of()))
                    .isInstanceOfSatisfying(
                            TrackingException.class, e -> assertThat(e.status()).isEmpty());
            assertThat(server.requests()).hasSize(before + 1);
        }
    }

    @Test
    void writesThatMayBeRepeatedAreRepeated() {
        try (TrackingClient client = server.client()) {
            List<Runnable> calls = List.of(
                    () -> client.setTag("r", "k", "v"),
                    () -> client.logBatch("r", Map.of("m", 1.0), Map.of(), Map.of()),
                    () -> client.endRun("r", RunStatus.FINISHED),
                    () -> client.setAlias("m", "champion", "1"),
                    () -> client.deleteAlias("m", "champion"),
                    () -> client.setModelVersionTag("m", "1", "k", "v"));
            for (Runnable call : calls) {
                int before = server.requests().size();
                server.thenError(503, "TEMPORARILY_UNAVAILABLE", "later");
                call.run();
                assertThat(server.requests()).hasSize(before + 2);
                assertThat(server.requests().get(before))
                        .extracting(FaultyServer.Request::body)
                        .isEqualTo(server.requests().get(before + 1).body());
            }
        }
    }

    @Test
    void anUploadIsRepeatedWithTheWholeFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("report.txt"), "the whole report");
        server.thenJson(200, RUN).thenError(500, "INTERNAL_ERROR", "disk busy").thenHangUp();

        try (TrackingClient client = server.client()) {
            client.uploadArtifact("r", "report.txt", file);
        }
        assertThat(server.requests().subList(1, 4)).hasSize(3).allSatisfy(request -> {
            assertThat(request.line()).isEqualTo("PUT /api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/report.txt");
            assertThat(request.body()).isEqualTo("the whole report");
        });
    }

    @Test
    void anEmptyFileIsSentWithItsLengthOfNothing(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("_SUCCESS"));
        server.thenJson(200, RUN);

        try (TrackingClient client = server.client()) {
            client.uploadArtifact("r", "_SUCCESS", file);
        }
        assertThat(server.requests().get(1).headers()).containsEntry("Content-length", "0");
    }

    @Test
    void repeatsAsOftenAsItIsTold() {
        for (int i = 0; i < 3; i++) {
            server.thenError(500, "INTERNAL_ERROR", "the database is locked");
        }

        try (TrackingClient client = server.client("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")) {
            assertThatThrownBy(() -> client.run("r"))
                    .isInstanceOfSatisfying(TrackingException.class, e -> {
                        assertThat(e.status()).isEqualTo(OptionalInt.of(500));
                        assertThat(e.errorCode()).isEqualTo("INTERNAL_ERROR");
                    })
                    .hasMessage("GET " + server.uri() + "/api/2.0/mlflow/runs/get was answered with 500 INTERNAL_ERROR,"
                            + " 3 times: the database is locked");
        }
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void eachPauseIsTwiceTheOneBefore() {
        for (int i = 0; i < 3; i++) {
            server.thenError(503, "TEMPORARILY_UNAVAILABLE", "later");
        }
        server.thenJson(200, RUN);

        long start = System.nanoTime();
        try (TrackingClient client = server.client("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.1")) {
            client.run("r");
        }

        // 0.1 + 0.2 + 0.4 s, with up to a tenth more.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(3));
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.then(exchange -> {
                    exchange.getResponseHeaders().add("Retry-After", "1");
                    FaultyServer.send(exchange, 429, "text/plain", "slow down");
                })
                .thenJson(200, RUN);

        long start = System.nanoTime();
        try (TrackingClient client = server.client()) {
            client.run("r");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aBrokenConnectionIsRepeated() {
        server.thenHangUp().thenJson(200, RUN);

        try (TrackingClient client = server.client()) {
            client.setTag("r", "k", "v");
        }
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpAfterTheTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        server.then(exchange -> await(never));

        try (TrackingClient client =
                server.client("MLFLOW_HTTP_REQUEST_TIMEOUT", "0.2", "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")) {
            assertThatThrownBy(() -> client.run("r"))
                    .isInstanceOfSatisfying(
                            TrackingException.class, e -> assertThat(e.status()).isEmpty())
                    .hasMessage(
                            "The tracking server at " + server.uri() + " cannot be reached (no answer for 0.2 s, the"
                                    + " limit that MLFLOW_HTTP_REQUEST_TIMEOUT sets). Start it, or set MLFLOW_TRACKING_URI to"
                                    + " another address.");
        } finally {
            never.countDown();
        }
    }

    @Test
    void anAnswerThatStopsHalfWayIsGivenUpAfterTheTimeout() {
        CountDownLatch never = new CountDownLatch(1);
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            await(never);
        });

        try (TrackingClient client =
                server.client("MLFLOW_HTTP_REQUEST_TIMEOUT", "0.3", "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")) {
            assertThatThrownBy(() -> client.run("r"))
                    .isInstanceOf(TrackingException.class)
                    .hasMessageContaining("no answer for 0.3 s");
        } finally {
            never.countDown();
        }
    }

    @Test
    void aSlowAnswerThatGoesOnIsWaitedFor() {
        byte[] answer = RUN.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        server.then(exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            for (byte part : answer) {
                exchange.getResponseBody().write(part);
                exchange.getResponseBody().flush();
                pause(5);
            }
        });

        // In all it takes longer than the timeout, for which only a silence counts.
        try (TrackingClient client =
                server.client("MLFLOW_HTTP_REQUEST_TIMEOUT", "0.3", "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")) {
            assertThat(client.run("r").id()).isEqualTo("r");
        }
    }

    @Test
    void anInterruptEndsTheWait() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        server.then(exchange -> {
            asked.countDown();
            await(never);
        });
        try (TrackingClient client = server.client()) {
            boolean[] interrupted = new boolean[1];
            Thread thread = new Thread(() -> {
                assertThatThrownBy(() -> client.run("r")).isInstanceOf(TrackingException.class);
                interrupted[0] = Thread.currentThread().isInterrupted();
            });
            thread.start();
            asked.await();
            thread.interrupt();
            thread.join(5000);

            assertThat(thread.isAlive()).isFalse();
            assertThat(interrupted[0]).isTrue();
        } finally {
            never.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
