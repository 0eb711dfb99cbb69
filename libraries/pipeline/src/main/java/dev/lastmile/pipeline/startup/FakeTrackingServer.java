package dev.lastmile.pipeline.startup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * As much of MLflow's protocol as {@link Rehearsal} needs, in memory: runs, the newest version of each registered
 * model, and files.
 */
final class FakeTrackingServer implements AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";
    private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final AtomicInteger runs = new AtomicInteger();
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> versions = new ConcurrentHashMap<>();

    FakeTrackingServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.startsWith(FILES)) {
            if (exchange.getRequestMethod().equals("PUT")) {
                files.put(path, body);
            }
            send(exchange, files.containsKey(path) ? 200 : 404, files.getOrDefault(path, new byte[0]));
        } else if (path.startsWith(API)) {
            JsonNode request = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            JsonNode response = response(path.substring(API.length()), request, query(exchange.getRequestURI()));
            send(exchange, response.has("error_code") ? 404 : 200, JSON.writeValueAsBytes(response));
        } else {
            send(exchange, 200, "OK".getBytes(StandardCharsets.UTF_8));
        }
    }

    private JsonNode response(String call, JsonNode request, Map<String, String> query) {
        ObjectNode response = JSON.createObjectNode();
        String model = request.path("name").asText(query.getOrDefault("name", ""));
        switch (call) {
            case "experiments/get-by-name" ->
                response.putObject("experiment").put("experiment_id", "0").put("lifecycle_stage", "active");
            case "runs/create", "runs/get" -> {
                ObjectNode info = response.putObject("run").putObject("info");
                String id = call.equals("runs/create") ? "run" + runs.incrementAndGet() : query.get("run_id");
                info.put("run_id", id).put("status", "RUNNING").put("artifact_uri", "mlflow-artifacts:/" + id);
            }
            case "registered-models/get", "registered-models/create" ->
                response.putObject("registered_model").put("name", model);
            case "registered-models/alias" -> {
                if (request.isEmpty()) { // a read: there is no champion yet
                    response.put("error_code", "RESOURCE_DOES_NOT_EXIST");
                }
            }
            case "model-versions/create" -> {
                ObjectNode version = (ObjectNode) request;
                versions.put(model, version.put("version", "1").put("status", "READY"));
                response.set("model_version", version);
            }
            case "model-versions/get" -> response.set("model_version", versions.get(model));
            case "model-versions/get-download-uri" ->
                response.put("artifact_uri", versions.get(model).path("source").asText());
            default -> response.putArray("runs");
        }
        return response;
    }

    // Of names without characters that are escaped.
    private static Map<String, String> query(URI address) {
        Map<String, String> values = new ConcurrentHashMap<>();
        for (String pair : String.valueOf(address.getQuery()).split("&")) {
            values.put(pair.replaceFirst("=.*", ""), pair.replaceFirst("[^=]*=?", ""));
        }
        return values;
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
