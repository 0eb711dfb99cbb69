package dev.lastmile.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A workspace and the cloud storage behind it, as far as this client asks them, made from the protocol files of MLflow
 * 3.17.2: what it does not know, or is not asked as that client asks it, it rejects, and remembers why.
 */
final class DatabricksStub implements AutoCloseable {
    static final String TOKEN = "dapi-stub";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "/api/2.0/mlflow/";

    private final HttpServer workspace = server(this::answer);
    private final HttpServer cloud = server(this::store);
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, ObjectNode> experiments = new TreeMap<>();
    private final Map<String, ObjectNode> runs = new TreeMap<>();
    private final Map<String, ObjectNode> models = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    /** How the cloud signs: {@code AWS_PRESIGNED_URL}, {@code GCP_SIGNED_URL}, {@code AZURE_SAS_URI}, … */
    String signature = "AWS_PRESIGNED_URL";
    /** How many requests the cloud answers with 503 before it does what it is asked. */
    int busy;

    URI uri() {
        return address(workspace);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    TrackingClient client(String... more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "MLFLOW_TRACKING_URI",
                "databricks",
                "DATABRICKS_HOST",
                uri().toString(),
                "DATABRICKS_TOKEN",
                TOKEN,
                "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR",
                "0.001"));
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return new TrackingClient(TrackingConfig.fromEnvironment(environment));
    }

    private static final class Rejection extends RuntimeException {
        private final int status;
        private final String code;

        Rejection(int status, String code, String message) {
            super(message);
            this.status = status;
            this.code = code;
        }
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String line = exchange.getRequestMethod() + " " + path;
        lines.add(line);
        byte[] body = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            try {
                if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    throw new Rejection(
                            401, "UNAUTHENTICATED", "Credential was not sent or was of an unsupported type");
                }
                if (path.startsWith("/dbfs/")) {
                    file(exchange, path.substring("/dbfs".length()), body, "POST");
                    return;
                }
                JsonNode asked = exchange.getRequestMethod().equals("GET") ? query(exchange) : JSON.readTree(body);
                send(exchange, 200, JSON.writeValueAsBytes(result(line, asked)));
            } catch (Rejection e) {
                ObjectNode error = object().put("error_code", e.code).put("message", e.getMessage());
                send(exchange, e.status, JSON.writeValueAsBytes(error));
            }
        }
    }

    private JsonNode result(String line, JsonNode asked) {
        return switch (line) {
            case "POST " + API + "experiments/search" -> object().set("experiments", JSON.createArrayNode());
            case "GET " + API + "experiments/get" ->
                experiment(asked.path("experiment_id").asText());
            case "GET " + API + "experiments/get-by-name" ->
                experiments.values().stream()
                        .filter(one -> one.path("name").equals(asked.path("experiment_name")))
                        .findFirst()
                        .map(one -> object().<ObjectNode>set("experiment", one))
                        .orElseThrow(() -> none("experiment"));
            case "POST " + API + "experiments/create" -> newExperiment(asked);
            case "POST " + API + "runs/create" -> newRun(asked);
            case "GET " + API + "runs/get" -> object().set("run", run(asked));
            case "POST " + API + "artifacts/credentials-for-write" -> credentials(asked, "PUT");
            case "POST " + API + "artifacts/credentials-for-read" -> credentials(asked, "GET");
            case "GET " + API + "artifacts/list" ->
                listing("managed/" + run(asked).at("/info/run_id").asText(), asked);
            case "GET /api/2.0/dbfs/list" -> dbfs(asked.path("path").asText());
            case "GET " + API + "registered-models/get" -> object().set("registered_model", model(asked));
            case "POST " + API + "registered-models/create" -> newModel(asked);
            case "POST " + API + "registered-models/set-tag" -> setTag(asked);
            case "DELETE " + API + "registered-models/delete-tag" -> deleteTag(asked);
            case "POST " + API + "model-versions/create" -> newVersion(asked);
            case "GET " + API + "model-versions/get" -> object().set("model_version", version(asked));
            case "GET " + API + "model-versions/list-artifacts" -> listing(filesOf(version(asked)), asked);
            case "GET " + API + "model-versions/get-signed-download-uri" ->
                signed(filesOf(version(asked)) + "/" + asked.path("path").asText(), "GET");
            // As a workspace does, whose registry has no aliases.
            default -> throw fault(new Rejection(404, "ENDPOINT_NOT_FOUND", "No API found for '" + line + "'"));
        };
    }

    private JsonNode experiment(String id) {
        if (!experiments.containsKey(id)) {
            throw none("experiment " + id);
        }
        return object().set("experiment", experiments.get(id));
    }

    private JsonNode newExperiment(JsonNode asked) {
        String name = asked.path("name").asText();
        if (!name.startsWith("/")) {
            throw fault(new Rejection(
                    400,
                    "INVALID_PARAMETER_VALUE",
                    "Got an invalid experiment name '" + name + "'. It must be an absolute path within the workspace"));
        }
        String id = Integer.toString(1000 + experiments.size());
        String location = asked.path("artifact_location").asText("dbfs:/databricks/mlflow-tracking/" + id);
        experiments.put(
                id,
                object().put("experiment_id", id)
                        .put("name", name)
                        .put("artifact_location", location)
                        .put("lifecycle_stage", "active"));
        return object().put("experiment_id", id);
    }

    private JsonNode newRun(JsonNode asked) {
        String experiment = asked.path("experiment_id").asText();
        String id = "run" + runs.size();
        String location =
                experiment(experiment).at("/experiment/artifact_location").asText();
        ObjectNode run = object();
        run.putObject("info")
                .put("run_id", id)
                .put("experiment_id", experiment)
                .put("status", "RUNNING")
                .put("artifact_uri", location + "/" + id + "/artifacts");
        runs.put(id, run);
        return object().set("run", run);
    }

    private ObjectNode run(JsonNode asked) {
        String id = asked.path("run_id").asText();
        if (!runs.containsKey(id)) {
            throw none("run " + id);
        }
        return runs.get(id);
    }

    private JsonNode credentials(JsonNode asked, String method) {
        String run = run(asked).at("/info/run_id").asText();
        if (!asked.path("path").isArray() || asked.path("path").size() != 1) {
            throw fault(new Rejection(400, "INVALID_PARAMETER_VALUE", "path is no list of paths"));
        }
        String path = asked.path("path").get(0).asText();
        ObjectNode answer = object();
        answer.putArray("credential_infos")
                .add(signed("managed/" + run + "/" + path, method)
                        .put("run_id", run)
                        .put("path", path));
        return answer;
    }

    private ObjectNode signed(String file, String method) {
        ObjectNode signed = object().put("signed_uri", address(cloud) + uriPath(file) + "?signature=" + method)
                .put("type", signature);
        signed.putArray("headers").addObject().put("name", "x-signed").put("value", "yes");
        return signed;
    }

    private JsonNode listing(String root, JsonNode asked) {
        String path = asked.path("path").asText("");
        String folder = path.isEmpty() ? root + "/" : root + "/" + path + "/";
        List<ObjectNode> found = new ArrayList<>();
        if (files.containsKey(root + "/" + path)) {
            found.add(entry(path, false, files.get(root + "/" + path).length));
        }
        for (String name : namesIn(folder)) {
            String full = path.isEmpty() ? name : path + "/" + name;
            byte[] file = files.get(folder + name);
            found.add(entry(full, file == null, file == null ? 0 : file.length));
        }
        // One a page: whoever does not ask for the next one misses the others.
        int at = Integer.parseInt(asked.path("page_token").asText("0"));
        ObjectNode answer = object();
        ArrayNode page = answer.putArray("files");
        if (at < found.size()) {
            page.add(found.get(at));
        }
        if (at + 1 < found.size()) {
            answer.put("next_page_token", Integer.toString(at + 1));
        }
        return answer;
    }

    private JsonNode dbfs(String path) {
        ObjectNode answer = object();
        ArrayNode page = answer.putArray("files");
        if (files.containsKey(path)) {
            page.add(entry(path, false, files.get(path).length));
        }
        for (String name : namesIn(path + "/")) {
            byte[] file = files.get(path + "/" + name);
            page.add(entry(path + "/" + name, file == null, file == null ? 0 : file.length));
        }
        if (page.isEmpty()) {
            throw none("file or directory " + path);
        }
        return answer;
    }

    private TreeSet<String> namesIn(String folder) {
        TreeSet<String> names = new TreeSet<>();
        files.keySet().stream()
                .filter(file -> file.startsWith(folder))
                .map(file -> file.substring(folder.length()).replaceFirst("/.*", ""))
                .forEach(names::add);
        return names;
    }

    private static ObjectNode entry(String path, boolean folder, long size) {
        return object().put("path", path).put("is_dir", folder).put("file_size", size);
    }

    private ObjectNode model(JsonNode asked) {
        String name = asked.path("name").asText();
        if (!models.containsKey(name)) {
            throw none("registered model " + name);
        }
        return models.get(name);
    }

    private JsonNode newModel(JsonNode asked) {
        ObjectNode model = object().put("name", asked.path("name").asText());
        model.putArray("tags");
        model.putArray("versions");
        models.put(asked.path("name").asText(), model);
        return object().set("registered_model", model);
    }

    private JsonNode setTag(JsonNode asked) {
        deleteTag(asked);
        ((ArrayNode) model(asked).path("tags"))
                .addObject()
                .put("key", asked.path("key").asText())
                .put("value", asked.path("value").asText());
        return object();
    }

    private JsonNode deleteTag(JsonNode asked) {
        ArrayNode tags = (ArrayNode) model(asked).path("tags");
        for (int i = 0; i < tags.size(); i++) {
            if (tags.get(i).path("key").equals(asked.path("key"))) {
                tags.remove(i);
            }
        }
        return object();
    }

    private JsonNode newVersion(JsonNode asked) {
        ArrayNode versions = (ArrayNode) model(asked).path("versions");
        String number = Integer.toString(versions.size() + 1);
        ObjectNode version = versions.addObject()
                .put("name", asked.path("name").asText())
                .put("version", number)
                .put("status", "PENDING_REGISTRATION")
                .put("source", asked.path("source").asText())
                .put("run_id", asked.path("run_id").asText());
        version.set("tags", asked.path("tags"));
        // The workspace takes a copy of the files: they are the version's from then on.
        String from = "managed/" + asked.path("run_id").asText()
                + asked.path("source").asText().replaceFirst(".*/artifacts", "") + "/";
        Map<String, byte[]> copies = new TreeMap<>();
        files.forEach((path, content) -> {
            if (path.startsWith(from)) {
                copies.put(filesOf(version) + "/" + path.substring(from.length()), content);
            }
        });
        files.putAll(copies);
        ObjectNode pending = version.deepCopy();
        version.put("status", "READY");
        return object().set("model_version", pending);
    }

    private ObjectNode version(JsonNode asked) {
        for (JsonNode version : model(asked).path("versions")) {
            if (version.path("version").equals(asked.path("version"))) {
                return (ObjectNode) version;
            }
        }
        throw none("version " + asked.path("version").asText());
    }

    private static String filesOf(JsonNode version) {
        return "registry/" + version.path("name").asText() + "/"
                + version.path("version").asText();
    }

    /** The cloud: knows signed addresses and nothing of the workspace. */
    private synchronized void store(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        lines.add(method + " (cloud) " + exchange.getRequestURI().getPath());
        try (exchange) {
            try {
                if (busy > 0) {
                    busy--;
                    throw new Rejection(503, "", "SlowDown");
                }
                if (headers.containsKey("Authorization")) {
                    throw fault(new Rejection(400, "", "the workspace's token was sent to the cloud"));
                }
                if (!("signature=" + method).equals(exchange.getRequestURI().getRawQuery())
                        || !"yes".equals(headers.getFirst("x-signed"))
                        || headers.containsKey("Content-Type")) {
                    throw fault(new Rejection(403, "", "the signature does not cover this request"));
                }
                if (method.equals("PUT")
                        && signature.equals("AZURE_SAS_URI") != headers.containsKey("x-ms-blob-type")) {
                    throw fault(new Rejection(400, "", "x-ms-blob-type belongs to uploads to Azure"));
                }
                file(exchange, exchange.getRequestURI().getPath().substring(1), body, "PUT");
            } catch (Rejection e) {
                send(exchange, e.status, e.getMessage().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void file(HttpExchange exchange, String path, byte[] body, String write) throws IOException {
        if (exchange.getRequestMethod().equals(write)) {
            files.put(path, body);
            send(exchange, 200, new byte[0]);
        } else if (files.containsKey(path)) {
            send(exchange, 200, files.get(path));
        } else {
            send(exchange, 404, new byte[0]);
        }
    }

    private Rejection fault(Rejection rejection) {
        faults.add(rejection.getMessage());
        return rejection;
    }

    private static Rejection none(String what) {
        return new Rejection(404, "RESOURCE_DOES_NOT_EXIST", "No such " + what);
    }

    private static JsonNode query(HttpExchange exchange) {
        ObjectNode query = object();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] both = pair.split("=", 2);
            query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String uriPath(String file) {
        return "/"
                + URLEncoder.encode(file, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/");
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpServer server(HttpHandler handler) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", handler);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        workspace.stop(0);
        cloud.stop(0);
    }
}
