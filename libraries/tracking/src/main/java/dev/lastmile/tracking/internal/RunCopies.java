package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Copies the runs of an experiment: first all runs, so that each can be named by others, then what they logged. */
final class RunCopies {
    private static final int METRICS = 1000;
    private static final int HISTORY_PAGE = 10_000;

    private final ServerCopy copy;
    private final String source;
    private final String target;
    private final List<String> begun = new ArrayList<>();
    private int size;

    RunCopies(ServerCopy copy, String source, String target) {
        this.copy = copy;
        this.source = source;
        this.target = target;
    }

    int size() {
        return size;
    }

    /** Creates the runs that the destination does not have. */
    void create() {
        Map<String, JsonNode> known = new HashMap<>();
        for (JsonNode run : CopySource.inExperiment(copy.to(), "runs/search", "runs", target)) {
            String from = Json.pairs(run.at("/data/tags")).get(CopySource.ID);
            if (from != null && (isComplete(run) || !ServerCopy.isDeleted(run.path("info")))) {
                known.put(from, run);
            }
        }
        List<JsonNode> runs = CopySource.inExperiment(copy.from(), "runs/search", "runs", source);
        size = runs.size();
        for (JsonNode run : runs) {
            String id = id(run);
            JsonNode copied = known.get(id);
            if (copied != null && isComplete(copied)) {
                copy.copied(id, id(copied));
                continue;
            }
            if (copied != null) {
                copy.to().post("runs/delete", Json.object().put("run_id", id(copied)));
            }
            JsonNode info = run.path("info");
            ObjectNode body = Json.object()
                    .put("experiment_id", target)
                    .put("run_name", info.path("run_name").asText())
                    .put("user_id", info.path("user_id").asText())
                    .put("start_time", info.path("start_time").asLong());
            body.putArray("tags").add(Json.pair(CopySource.ID, id));
            copy.copied(id, id(copy.to().create("runs/create", body).path("run")));
            begun.add(id);
        }
    }

    /** Copies what the new runs logged; returns the number of runs at the destination. */
    int fill() {
        for (String id : begun) {
            fill(copy.from().get("runs/get", Map.of("run_id", id)).path("run"));
        }
        return size;
    }

    private void fill(JsonNode run) {
        JsonNode info = run.path("info");
        String id = id(run);
        String newId = copy.newId(id).orElseThrow();
        Map<String, String> tags = new LinkedHashMap<>();
        Json.pairs(run.at("/data/tags")).forEach((key, value) -> tags.put(key, copy.renewed(value)));
        Batches.of(newId, 0, Map.of(), Json.pairs(run.at("/data/params")), tags)
                .forEach(batch -> copy.to().post("runs/log-batch", batch));
        for (JsonNode metric : run.at("/data/metrics")) {
            history(id, newId, metric.path("key").asText());
        }
        inputs(run, newId);
        copy.copyFiles(
                info.path("artifact_uri").asText(),
                copy.to()
                        .get("runs/get", Map.of("run_id", newId))
                        .at("/run/info/artifact_uri")
                        .asText());
        ObjectNode end = Json.object()
                .put("run_id", newId)
                .put("status", info.path("status").asText());
        if (info.has("end_time")) {
            end.put("end_time", info.path("end_time").asLong());
        }
        copy.to().post("runs/update", end);
        copy.to().post("runs/set-tag", Json.pair(CopySource.COMPLETE, "true").put("run_id", newId));
        if (ServerCopy.isDeleted(info)) {
            copy.to().post("runs/delete", Json.object().put("run_id", newId));
        }
    }

    private void history(String id, String newId, String key) {
        Map<String, String> query = new TreeMap<>(Map.of("run_id", id, "metric_key", key));
        query.put("max_results", Integer.toString(HISTORY_PAGE));
        List<JsonNode> points = Rest.pages(
                token -> {
                    if (!token.isEmpty()) {
                        query.put("page_token", token);
                    }
                    return copy.from().get("metrics/get-history", query);
                },
                "metrics",
                Integer.MAX_VALUE);
        for (int begin = 0; begin < points.size(); begin += METRICS) {
            ObjectNode body = Json.object().put("run_id", newId);
            ArrayNode metrics = body.putArray("metrics");
            points.subList(begin, Math.min(points.size(), begin + METRICS)).forEach(metrics::add);
            copy.to().post("runs/log-batch", body);
        }
    }

    private void inputs(JsonNode run, String newId) {
        JsonNode datasets = run.at("/inputs/dataset_inputs");
        JsonNode inputs = models(run.at("/inputs/model_inputs"));
        if (!datasets.isEmpty() || !inputs.isEmpty()) {
            ObjectNode body = Json.object().put("run_id", newId);
            body.set("datasets", datasets.isMissingNode() ? Json.MAPPER.createArrayNode() : datasets);
            body.set("models", inputs);
            copy.to().post("runs/log-inputs", body);
        }
        JsonNode outputs = models(run.at("/outputs/model_outputs"));
        if (!outputs.isEmpty()) {
            ObjectNode body = Json.object().put("run_id", newId);
            body.set("models", outputs);
            copy.to().post("runs/outputs", body);
        }
    }

    // Deleted logged models are not copied, and cannot be referenced.
    private ArrayNode models(JsonNode models) {
        ArrayNode renewed = Json.MAPPER.createArrayNode();
        for (JsonNode model : models) {
            copy.newId(model.path("model_id").asText())
                    .ifPresent(id -> renewed.add(((ObjectNode) model.deepCopy()).put("model_id", id)));
        }
        return renewed;
    }

    private static boolean isComplete(JsonNode run) {
        return Json.pairs(run.at("/data/tags")).containsKey(CopySource.COMPLETE);
    }

    private static String id(JsonNode run) {
        return run.at("/info/run_id").asText();
    }
}
