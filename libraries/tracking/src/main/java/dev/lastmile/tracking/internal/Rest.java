package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.function.Supplier;

/** MLflow's REST endpoints: trees in, trees out. */
final class Rest {
    private static final String API = "/api/2.0/mlflow/";
    private static final String NO_SUCH_THING = "RESOURCE_DOES_NOT_EXIST";

    private final URI server;
    private final boolean databricks;
    private final Http http;

    Rest(TrackingConfig config, Http http) {
        this.server = config.uri();
        this.databricks = config.isDatabricks();
        this.http = http;
    }

    URI server() {
        return server;
    }

    JsonNode get(String endpoint, Map<String, String> query) {
        return tree(Call.get(uri(endpoint, query)));
    }

    /** An idempotent call. */
    JsonNode post(String endpoint, ObjectNode body) {
        return tree(Call.json("POST", uri(endpoint, Map.of()), Json.bytes(body)));
    }

    /** A call that creates something, and is not retried once the server may have executed it. */
    JsonNode create(String endpoint, ObjectNode body) {
        return tree(Call.jsonOnce("POST", uri(endpoint, Map.of()), Json.bytes(body)));
    }

    JsonNode patch(String endpoint, ObjectNode body) {
        return tree(Call.json("PATCH", uri(endpoint, Map.of()), Json.bytes(body)));
    }

    JsonNode delete(String endpoint, ObjectNode body) {
        return tree(Call.json("DELETE", uri(endpoint, Map.of()), Json.bytes(body)));
    }

    void ping() {
        if (databricks) {
            byte[] one = Json.bytes(Json.object().put("max_results", 1));
            http.callOnce(Call.json("POST", uri("experiments/search", Map.of()), one));
            return;
        }
        http.callOnce(Call.get(URI.create(server + "/health")));
    }

    /** The response of a call; empty if the server responds that the resource does not exist. */
    static <T> Optional<T> find(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (TrackingException e) {
            if (NO_SUCH_THING.equals(e.errorCode())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * All pages of a search.
     *
     * @param page requests the page after a token, which is empty for the first
     * @param field of the response with the items
     * @param max maximum number of items
     */
    static List<JsonNode> pages(Function<String, JsonNode> page, String field, int max) {
        List<JsonNode> items = new ArrayList<>();
        String token = "";
        do {
            JsonNode answer = page.apply(token);
            for (JsonNode item : answer.path(field)) {
                if (items.size() < max) {
                    items.add(item);
                }
            }
            token = answer.path("next_page_token").asText("");
        } while (!token.isEmpty() && items.size() < max);
        return items;
    }

    private JsonNode tree(Call call) {
        byte[] body = http.call(call);
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // Reported below.
        }
        throw new TrackingException(call + " was answered with something that is not MLflow's JSON. Set "
                + TrackingConfig.URI_VARIABLE + " to the address of an MLflow tracking server.");
    }

    private URI uri(String endpoint, Map<String, String> query) {
        return URI.create(server + API + endpoint + query(query));
    }

    static String query(Map<String, String> query) {
        StringJoiner joined = new StringJoiner("&", "?", "");
        joined.setEmptyValue("");
        query.forEach((key, value) -> joined.add(key + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return joined.toString();
    }
}
