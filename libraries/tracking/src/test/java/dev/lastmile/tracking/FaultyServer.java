package dev.lastmile.tracking;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that answers as it is told, in that order, and then with an empty object. */
final class FaultyServer implements AutoCloseable {
    static {
        // Else every answer waits 40 ms for the client's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = new ArrayList<>();

    @FunctionalInterface
    interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    record Request(String line, Map<String, String> headers, String body) {}

    FaultyServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    FaultyServer then(Answer answer) {
        answers.add(answer);
        return this;
    }

    FaultyServer then(int status, String contentType, String body) {
        return then(exchange -> send(exchange, status, contentType, body));
    }

    FaultyServer thenJson(int status, String json) {
        return then(status, "application/json", json);
    }

    FaultyServer thenError(int status, String code, String message) {
        return thenJson(status, "{\"error_code\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    /** Closes the connection without an answer. */
    FaultyServer thenHangUp() {
        return then(exchange -> {
            throw new IOException("hung up");
        });
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    List<String> lines() {
        return requests().stream().map(Request::line).toList();
    }

    TrackingClient client(String... moreEnvironment) {
        Map<String, String> environment = new HashMap<>();
        environment.put("MLFLOW_TRACKING_URI", uri().toString());
        environment.put("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.001");
        for (int i = 0; i < moreEnvironment.length; i += 2) {
            environment.put(moreEnvironment[i], moreEnvironment[i + 1]);
        }
        return new TrackingClient(TrackingConfig.fromEnvironment(environment));
    }

    static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer answer;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        synchronized (this) {
            Map<String, String> headers = new HashMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            requests.add(new Request(exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers, body));
            answer = answers.isEmpty() ? last -> send(last, 200, "application/json", "{}") : answers.remove();
        }
        try (exchange) {
            answer.send(exchange);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
