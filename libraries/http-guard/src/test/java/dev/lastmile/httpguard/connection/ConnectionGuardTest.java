package dev.lastmile.httpguard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guard in front of a server of Vert.x, as Quarkus has it. */
class ConnectionGuardTest {
    private static final int LARGE = 10_000_000;
    private static final int PIECE = 10_000;
    private static final ByteBuf LARGE_BODY = Unpooled.directBuffer(LARGE).writeZero(LARGE);
    private static final String GET_LARGE = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private Connections connections =
            ConnectionGuard.install(ConnectionLimits.wholeResponses(5, Duration.ofMillis(500), Duration.ofSeconds(3)));
    private final AtomicInteger requests = new AtomicInteger();
    private Vertx vertx;
    private int port;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        HttpServer server = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setHttp2ClearTextEnabled(false))
                .requestHandler(this::respond);
        port = server.listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void respond(HttpServerRequest request) {
        requests.incrementAndGet();
        if (request.path().equals("/slow")) {
            vertx.setTimer(1_500, id -> request.response().end("slow"));
        } else if (request.path().equals("/large")) {
            request.response().end(Buffer.buffer(Unpooled.unreleasableBuffer(LARGE_BODY.duplicate())));
        } else if (request.path().equals("/stream")) {
            stream(request.response().putHeader("Content-Length", Integer.toString(LARGE)), LARGE);
        } else {
            request.response().end("quick");
        }
    }

    private static void stream(HttpServerResponse response, int left) {
        int unsent = left;
        while (unsent > 0 && !response.writeQueueFull()) {
            response.write(Buffer.buffer(new byte[PIECE]));
            unsent -= PIECE;
        }
        int rest = unsent;
        if (rest == 0) {
            response.end();
        } else {
            response.drainHandler(drained -> stream(response, rest));
        }
    }

    @Test
    void headersThatDoNotEndCloseTheConnection() throws Exception {
        for (String begun : new String[] {"", "G", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "}) {
            try (Socket socket = connect()) {
                Instant start = Instant.now();
                send(socket, begun);
                trickle(socket);
                assertThat(Duration.between(start, Instant.now()))
                        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
            }
        }
        until(() -> connections.late() == 3 && connections.open() == 0);
    }

    @Test
    void theNextRequestOfAConnectionHasThatTimeToo() throws Exception {
        try (Socket socket = connect()) {
            exchange(socket);
            Thread.sleep(1_000); // without any byte: idle
            exchange(socket);
            send(socket, "GET / HT");
            trickle(socket);
        }
        until(() -> connections.late() == 1);
    }

    @Test
    void aResponseMayTakeLonger() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(read(socket)).endsWith("slow");
            exchange(socket);
        }
        assertThat(connections.late()).isZero();
    }

    @Test
    void aFurtherConnectionTakesThePlaceOfTheOneThatHasWaitedLongest() throws Exception {
        List<Socket> open = new ArrayList<>();
        try (Socket active = connect()) {
            exchange(active);
            for (int i = 0; i < 4; i++) {
                open.add(connect());
            }
            until(() -> connections.open() == 5);
            exchange(active);
            for (int i = 0; i < 3; i++) {
                open.add(connect());
                exchange(open.get(open.size() - 1));
                exchange(active);
            }
            until(() -> connections.evicted() == 3 && connections.open() == 5);
            for (int i = 0; i < 3; i++) {
                assertThat(open.get(i).getInputStream().read()).isEqualTo(-1);
            }
            exchange(active);
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        until(() -> connections.open() == 0);
    }

    @Test
    void aClientThatPipelinesWithoutEndIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            try {
                send(socket, "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n" + GET.repeat(20_000));
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            } catch (SocketException reset) {
                // closed with unread data
            }
        }
        until(() -> connections.flooding() == 1 && connections.open() == 0);
        assertThat(requests.get()).isLessThanOrEqualTo(ConnectionLimits.MAX_PIPELINED);
    }

    @Test
    void aFewPipelinedRequestsAreServed() throws Exception {
        try (Socket socket = connect()) {
            send(socket, GET.repeat(ConnectionLimits.MAX_PIPELINED));
            for (int i = 0; i < ConnectionLimits.MAX_PIPELINED; i++) {
                assertThat(read(socket)).endsWith("quick");
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOff() throws Exception {
        try (Socket socket = connect()) {
            for (int i = 0; i < 100; i++) {
                send(socket, GET_LARGE);
                Thread.sleep(5);
            }
            until(() -> connections.flooding() == 1 && connections.open() == 0);
        } catch (SocketException closed) {
            until(() -> connections.flooding() == 1 && connections.open() == 0);
        }
        assertThat(requests.get()).isLessThan(50);
    }

    @Test
    void aResponseThatIsNotTakenInTimeClosesTheConnection() throws Exception {
        try (Socket socket = connect()) {
            Instant start = Instant.now();
            send(socket, GET_LARGE);
            until(() -> connections.unread() == 1 && connections.open() == 0);
            assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(2_900));
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(LARGE);
        } catch (SocketException reset) {
            // closed with unsent data
        }
    }

    @Test
    void aResponseThatIsTakenInTimeIsNotInterruptedLater() throws Exception {
        try (Socket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                send(socket, GET_LARGE);
                Thread.sleep(1_200); // three of them take longer than one may
                assertThat(read(socket)).hasSizeGreaterThan(LARGE);
            }
        }
        assertThat(connections.unread()).isZero();
    }

    @Test
    void ofManyClientsThatDoNotReadTheEldestIsCutOff() throws Exception {
        connections = ConnectionGuard.install(
                ConnectionLimits.wholeResponses(100, Duration.ofMillis(500), Duration.ofSeconds(30)));
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < ConnectionLimits.MAX_UNREAD + 3; i++) {
                open.add(connect());
                send(open.get(i), GET_LARGE);
            }
            until(() -> connections.unread() == 3 && connections.open() == ConnectionLimits.MAX_UNREAD);
            try (Socket socket = connect()) {
                exchange(socket);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        until(() -> connections.open() == 0);
    }

    @Test
    void aStreamMayTakeLongerAsLongAsItsClientReads() throws Exception {
        connections =
                ConnectionGuard.install(ConnectionLimits.streams(5, Duration.ofMillis(500), Duration.ofSeconds(1)));
        try (Socket socket = connect()) {
            send(socket, "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            int read = 0;
            while (read < LARGE) {
                read += socket.getInputStream().readNBytes(LARGE / 8).length;
                Thread.sleep(300); // all of it takes longer than one second
            }
            assertThat(connections.unread()).isZero();
        }
        try (Socket socket = connect()) {
            send(socket, "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            until(() -> connections.unread() == 1 && connections.open() == 0);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024); // otherwise the kernel takes tens of megabytes for a client
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void exchange(Socket socket) throws IOException {
        send(socket, GET);
        assertThat(read(socket)).endsWith("quick");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Sends a byte now and then until the connection is closed. */
    private static void trickle(Socket socket) throws Exception {
        socket.setSoTimeout(100);
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (Instant.now().isBefore(end)) {
            try {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
                return;
            } catch (java.net.SocketTimeoutException open) {
                send(socket, "x");
            } catch (SocketException closed) {
                return;
            }
        }
        throw new AssertionError("the connection is still open");
    }

    private static String read(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) socket.getInputStream().read());
        }
        int length = Integer.parseInt(text.toString().replaceAll("(?s).*content-length: (\\d+).*", "$1"));
        return text + new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
    }

    private static void until(BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(20);
        }
    }
}
