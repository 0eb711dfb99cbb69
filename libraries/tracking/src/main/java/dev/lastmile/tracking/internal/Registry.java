package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.RegisteredModel;
import dev.lastmile.tracking.TrackingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Registered models and their versions. Thread-safe. */
public final class Registry {
    private static final int PAGE = 1000;
    private static final String PENDING = "PENDING_REGISTRATION";
    private static final String READY = "READY";
    private static final String ALIAS_TAG = "lastmile.alias.";
    private static final int MOST_POLLS = 600;
    private static final long POLL_MILLIS = 500;

    private final Rest rest;
    private final Artifacts artifacts;
    private final Runs runs;
    private final boolean databricks;

    /**
     * @param databricks whether it is the registry of a workspace, which has no aliases: each is a tag of the model,
     *     and files of versions have separate endpoints
     */
    Registry(Rest rest, Artifacts artifacts, Runs runs, boolean databricks) {
        this.databricks = databricks;
        this.rest = rest;
        this.artifacts = artifacts;
        this.runs = runs;
    }

    public RegisteredModel findOrCreate(String name) {
        return find(name).orElseGet(() -> {
            try {
                return model(
                        rest.create("registered-models/create", Json.object().put("name", name))
                                .path("registered_model"));
            } catch (TrackingException e) {
                if (!"RESOURCE_ALREADY_EXISTS".equals(e.errorCode())) {
                    throw e;
                }
                return find(name).orElseThrow(() -> e);
            }
        });
    }

    public Optional<RegisteredModel> find(String name) {
        return Rest.find(() -> rest.get("registered-models/get", Map.of("name", name)))
                .map(answer -> model(answer.path("registered_model")));
    }

    public List<RegisteredModel> models() {
        return search("registered-models/search", Map.of(), "registered_models").stream()
                .map(Registry::model)
                .toList();
    }

    public List<ModelVersion> versions(String name) {
        // MLflow's filters know no escapes, only two kinds of quotes.
        String quote = name.indexOf('\'') < 0 ? "'" : "\"";
        Map<String, String> query = Map.of("filter", "name=" + quote + name + quote);
        return search("model-versions/search", query, "model_versions").stream()
                .map(Registry::version)
                .sorted(Comparator.comparingLong((ModelVersion version) -> number(version.version()))
                        .reversed())
                .toList();
    }

    public Optional<ModelVersion> version(String name, String version) {
        return Rest.find(() -> rest.get("model-versions/get", Map.of("name", name, "version", version)))
                .map(answer -> version(answer.path("model_version")));
    }

    public Optional<ModelVersion> versionByAlias(String name, String alias) {
        if (databricks) {
            return find(name).map(model -> model.aliases().get(alias)).flatMap(version -> version(name, version));
        }
        return unlessNoAlias(() -> Rest.find(
                        () -> rest.get("registered-models/alias", Map.of("name", name, "alias", alias)))
                .map(answer -> version(answer.path("model_version"))));
    }

    // MLflow has no separate error code for this.
    private static Optional<ModelVersion> unlessNoAlias(Supplier<Optional<ModelVersion>> call) {
        try {
            return call.get();
        } catch (TrackingException e) {
            if ("INVALID_PARAMETER_VALUE".equals(e.errorCode())
                    && e.getMessage().matches("(?is).*\\balias\\b.*\\bnot found\\b.*")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public ModelVersion create(String name, String runId, String artifactPath, Map<String, String> tags) {
        ObjectNode body = Json.object()
                .put("name", name)
                .put("source", ArtifactPath.join(runs.artifactUri(runId), ArtifactPath.of(artifactPath)))
                .put("run_id", runId);
        body.set("tags", Json.pairs(tags));
        ModelVersion version =
                version(rest.create("model-versions/create", body).path("model_version"));
        for (int poll = 0; PENDING.equals(version.status()) && poll < MOST_POLLS; poll++) {
            sleep();
            version = version(name, version.version()).orElse(version);
        }
        if (!READY.equals(version.status())) {
            throw new TrackingException(name + " version " + version.version() + " is " + version.status() + ", not "
                    + READY + ", at " + rest.server() + ". See the server's log.");
        }
        return version;
    }

    public void setAlias(String name, String alias, String version) {
        if (databricks) {
            setTag(name, ALIAS_TAG + alias, version);
            return;
        }
        rest.post(
                "registered-models/alias",
                Json.object().put("name", name).put("alias", alias).put("version", version));
    }

    public void deleteAlias(String name, String alias) {
        if (databricks) {
            Rest.find(() -> rest.delete(
                    "registered-models/delete-tag",
                    Json.object().put("name", name).put("key", ALIAS_TAG + alias)));
            return;
        }
        rest.delete("registered-models/alias", Json.object().put("name", name).put("alias", alias));
    }

    public void setTag(String name, String key, String value) {
        rest.post("registered-models/set-tag", Json.pair(key, value).put("name", name));
    }

    public void setVersionTag(String name, String version, String key, String value) {
        rest.post(
                "model-versions/set-tag",
                Json.pair(key, value).put("name", name).put("version", version));
    }

    public byte[] read(ModelVersion version, String file) {
        return store(version).read(file);
    }

    public void download(ModelVersion version, Path folder) {
        artifacts.downloadAll(store(version), version.name() + " version " + version.version(), folder);
    }

    // Requested each time: only the server knows the location, which may differ from the source.
    private ArtifactStore store(ModelVersion version) {
        if (databricks) {
            return artifacts.ofVersion(version.name(), version.version());
        }
        return artifacts.at(rest.get(
                        "model-versions/get-download-uri", Map.of("name", version.name(), "version", version.version()))
                .path("artifact_uri")
                .asText());
    }

    private List<JsonNode> search(String endpoint, Map<String, String> query, String field) {
        return Rest.pages(
                token -> {
                    Map<String, String> page = new LinkedHashMap<>(query);
                    page.put("max_results", Integer.toString(PAGE));
                    if (!token.isEmpty()) {
                        page.put("page_token", token);
                    }
                    return rest.get(endpoint, page);
                },
                field,
                Integer.MAX_VALUE);
    }

    private static RegisteredModel model(JsonNode model) {
        Map<String, String> aliases = new LinkedHashMap<>();
        model.path("aliases")
                .forEach(alias -> aliases.put(
                        alias.path("alias").asText(), alias.path("version").asText()));
        Map<String, String> tags = Json.pairs(model.path("tags"));
        tags.forEach((key, value) -> {
            if (key.startsWith(ALIAS_TAG)) {
                aliases.putIfAbsent(key.substring(ALIAS_TAG.length()), value);
            }
        });
        return new RegisteredModel(model.path("name").asText(), aliases, tags);
    }

    private static ModelVersion version(JsonNode version) {
        List<String> aliases = new ArrayList<>();
        version.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        return new ModelVersion(
                version.path("name").asText(),
                version.path("version").asText(),
                version.path("status").asText(READY),
                version.path("run_id").asText(""),
                version.path("source").asText(""),
                Json.pairs(version.path("tags")),
                aliases);
    }

    private static long number(String version) {
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrackingException("Interrupted while waiting for a model version to be ready.", e);
        }
    }
}
