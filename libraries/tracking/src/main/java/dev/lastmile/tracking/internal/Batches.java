package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Splits logged values into requests within the server's limits: at most 1000 entries, among them 100 params and 100
 * tags, and a megabyte.
 */
final class Batches {
    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_PARAMS = 100;
    private static final int MAX_TAGS = 100;
    /** Below MLflow's 1,000,000 characters by what surrounds the entries. */
    private static final int MAX_CHARACTERS = 950_000;

    private final String runId;
    private final long timestamp;
    private final List<ObjectNode> requests = new ArrayList<>();
    private int characters;

    private Batches(String runId, long timestamp) {
        this.runId = runId;
        this.timestamp = timestamp;
    }

    static List<ObjectNode> of(
            String runId,
            long timestamp,
            Map<String, Double> metrics,
            Map<String, String> params,
            Map<String, String> tags) {
        Batches batches = new Batches(runId, timestamp);
        params.forEach((key, value) -> batches.add("params", MAX_PARAMS, Json.pair(key, value)));
        tags.forEach((key, value) -> batches.add("tags", MAX_TAGS, Json.pair(key, value)));
        metrics.forEach((key, value) -> batches.add("metrics", MAX_ENTRIES, batches.metric(key, value)));
        return batches.requests;
    }

    private ObjectNode metric(String key, double value) {
        return Json.object()
                .put("key", key)
                .put("value", value)
                .put("timestamp", timestamp)
                .put("step", 0);
    }

    private void add(String kind, int max, ObjectNode entry) {
        int length = Json.bytes(entry).length + 1;
        ObjectNode request = requests.isEmpty() ? begin() : requests.get(requests.size() - 1);
        if (array(request, kind).size() == max
                || entries(request) == MAX_ENTRIES
                || characters + length > MAX_CHARACTERS) {
            request = begin();
        }
        array(request, kind).add(entry);
        characters += length;
    }

    private ObjectNode begin() {
        ObjectNode request = Json.object().put("run_id", runId);
        request.putArray("params");
        request.putArray("tags");
        request.putArray("metrics");
        requests.add(request);
        characters = 0;
        return request;
    }

    private static int entries(ObjectNode request) {
        return array(request, "params").size()
                + array(request, "tags").size()
                + array(request, "metrics").size();
    }

    private static ArrayNode array(ObjectNode request, String kind) {
        return (ArrayNode) request.path(kind);
    }
}
