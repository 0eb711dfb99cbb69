package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.DatasetInput;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Experiments, runs, and the artifacts of runs. Thread-safe. */
public final class Runs {
    private static final int PAGE = 1000;
    /** MLflow's error code for an experiment that another process has just created. */
    private static final String EXISTS = "RESOURCE_ALREADY_EXISTS";

    private final Rest rest;
    private final Artifacts artifacts;
    private final TrackingConfig config;
    private final Map<String, ArtifactStore> stores = new ConcurrentHashMap<>();

    Runs(Rest rest, Artifacts artifacts, TrackingConfig config) {
        this.config = config;
        this.rest = rest;
        this.artifacts = artifacts;
    }

    public String findOrCreateExperiment(String name) {
        if (config.experimentId().isPresent()) {
            return idOfUsable(rest.get(
                    "experiments/get",
                    Map.of("experiment_id", config.experimentId().get())));
        }
        String own = experimentName(config.experimentName().orElse(name));
        return findExperiment(own).orElseGet(() -> {
            ObjectNode body = Json.object().put("name", own);
            config.artifactLocation().ifPresent(location -> body.put("artifact_location", location));
            try {
                return rest.create("experiments/create", body)
                        .path("experiment_id")
                        .asText();
            } catch (TrackingException e) {
                if (!EXISTS.equals(e.errorCode())) {
                    throw e;
                }
                return findExperiment(own).orElseThrow(() -> e);
            }
        });
    }

    // In a workspace an experiment is in a folder; this one exists in each.
    private String experimentName(String name) {
        return config.isDatabricks() && !name.startsWith("/") ? "/Shared/" + name : name;
    }

    private Optional<String> findExperiment(String name) {
        return Rest.find(() -> rest.get("experiments/get-by-name", Map.of("experiment_name", name)))
                .map(this::idOfUsable);
    }

    private String idOfUsable(JsonNode answer) {
        JsonNode experiment = answer.path("experiment");
        String id = experiment.path("experiment_id").asText();
        String what = "The experiment " + experiment.path("name").asText() + " (" + id + ") at " + rest.server();
        if ("deleted".equals(experiment.path("lifecycle_stage").asText())) {
            throw new TrackingException(what + " was deleted. Restore it with: " + restore(id) + " - or name another"
                    + " experiment in " + TrackingConfig.EXPERIMENT_NAME + ".");
        }
        String location = experiment.path("artifact_location").asText("").replaceAll("/+$", "");
        config.artifactLocation().filter(wanted -> !wanted.equals(location)).ifPresent(wanted -> {
            throw new TrackingException(what + " keeps its artifacts at " + location + ", and "
                    + TrackingConfig.ARTIFACT_LOCATION + " is " + wanted + "; that is settled when an experiment is"
                    + " made. Unset it, or name another experiment in " + TrackingConfig.EXPERIMENT_NAME + ".");
        });
        return id;
    }

    // Databricks requires a token, which must not be in a message.
    private String restore(String id) {
        return config.isDatabricks()
                ? "mlflow experiments restore --experiment-id " + id
                : "curl " + rest.server() + "/api/2.0/mlflow/experiments/restore -H 'Content-Type: application/json'"
                        + " -d '{\"experiment_id\": \"" + id + "\"}'";
    }

    public Run create(String experimentId, String name, Map<String, String> tags) {
        ObjectNode body = Json.object()
                .put("experiment_id", experimentId)
                .put("run_name", name)
                .put("start_time", System.currentTimeMillis());
        body.set("tags", Json.pairs(tags));
        return run(rest.create("runs/create", body).path("run"));
    }

    public Run run(String id) {
        return run(rest.get("runs/get", Map.of("run_id", id)).path("run"));
    }

    public void end(String id, RunStatus status) {
        rest.post(
                "runs/update",
                Json.object()
                        .put("run_id", id)
                        .put("status", status.name())
                        .put("end_time", System.currentTimeMillis()));
    }

    public void setTag(String id, String key, String value) {
        rest.post("runs/set-tag", Json.pair(key, value).put("run_id", id));
    }

    public void logBatch(String id, Map<String, Double> metrics, Map<String, String> params, Map<String, String> tags) {
        for (ObjectNode batch : Batches.of(id, System.currentTimeMillis(), metrics, params, tags)) {
            rest.post("runs/log-batch", batch);
        }
    }

    public void logMetric(String id, String key, double value, long step) {
        rest.post(
                "runs/log-metric",
                Json.object()
                        .put("run_id", id)
                        .put("key", key)
                        .put("value", value)
                        .put("timestamp", System.currentTimeMillis())
                        .put("step", step));
    }

    public void logInputs(String id, List<DatasetInput> inputs) {
        ObjectNode body = Json.object().put("run_id", id);
        ArrayNode datasets = body.putArray("datasets");
        for (DatasetInput input : inputs) {
            ObjectNode dataset = Json.object()
                    .put("name", input.name())
                    .put("digest", input.digest())
                    .put("source_type", input.sourceType())
                    .put("source", input.source());
            if (input.schema() != null) {
                dataset.put("schema", input.schema());
            }
            if (input.profile() != null) {
                dataset.put("profile", input.profile());
            }
            ObjectNode entry = datasets.addObject();
            entry.set("tags", Json.pairs(input.tags()));
            entry.set("dataset", dataset);
        }
        rest.post("runs/log-inputs", body);
    }

    public List<Run> search(String experimentId, String filter, int max) {
        return Rest.pages(
                        token -> {
                            ObjectNode body =
                                    Json.object().put("filter", filter).put("max_results", Math.min(max, PAGE));
                            body.putArray("experiment_ids").add(experimentId);
                            body.putArray("order_by").add("attributes.start_time DESC");
                            if (!token.isEmpty()) {
                                body.put("page_token", token);
                            }
                            return rest.post("runs/search", body);
                        },
                        "runs",
                        max)
                .stream()
                .map(Runs::run)
                .toList();
    }

    String artifactUri(String id) {
        return run(id).artifactUri();
    }

    /** The store of a run's artifacts, which is immutable. */
    ArtifactStore store(String id) {
        ArtifactStore known = stores.get(id);
        if (known == null) {
            known = artifacts.at(artifactUri(id));
            stores.put(id, known);
        }
        return known;
    }

    private static Run run(JsonNode run) {
        JsonNode info = run.path("info");
        Map<String, Double> metrics = new LinkedHashMap<>();
        run.at("/data/metrics")
                .forEach(metric -> metrics.put(
                        metric.path("key").asText(), metric.path("value").asDouble()));
        return new Run(
                info.path("run_id").asText(),
                info.path("experiment_id").asText(),
                info.path("run_name").asText(""),
                status(info.path("status").asText()),
                Instant.ofEpochMilli(info.path("start_time").asLong()),
                Optional.of(info.path("end_time").asLong(0))
                        .filter(millis -> millis > 0)
                        .map(Instant::ofEpochMilli),
                metrics,
                Json.pairs(run.at("/data/params")),
                Json.pairs(run.at("/data/tags")),
                info.path("artifact_uri").asText(""));
    }

    private static RunStatus status(String status) {
        try {
            return RunStatus.valueOf(status);
        } catch (IllegalArgumentException e) {
            throw new TrackingException("The tracking server names a run status '" + status + "' that MLflow 3 does not"
                    + " have. Use a newer version of this client.");
        }
    }
}
