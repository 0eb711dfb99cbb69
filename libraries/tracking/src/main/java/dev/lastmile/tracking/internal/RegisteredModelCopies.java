package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.TrackingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies registered models, their versions and aliases, and prompts, which are kept as such too.
 *
 * <p>A version keeps its number, by which the tags of others name it; a number that the source has deleted is used and
 * deleted at the destination as well.
 */
final class RegisteredModelCopies {
    private static final String PROMPTS = "tags.`mlflow.prompt.is_prompt` = 'true'";

    private final ServerCopy copy;
    private int size;

    RegisteredModelCopies(ServerCopy copy) {
        this.copy = copy;
    }

    /** Number of registered models. */
    int size() {
        return size;
    }

    /** Copies them; returns the number of versions at the destination. */
    int copy() {
        int versions = 0;
        for (String filter : List.of("", PROMPTS)) {
            for (JsonNode found :
                    CopySource.search(copy.from(), "registered-models/search", "registered_models", filter(filter))) {
                // A search may omit aliases.
                JsonNode model = copy.from()
                        .get(
                                "registered-models/get",
                                Map.of("name", found.path("name").asText()))
                        .path("registered_model");
                versions += copy(model, filter);
                size++;
            }
        }
        return versions;
    }

    private int copy(JsonNode model, String filter) {
        String name = model.path("name").asText();
        create(model, name);
        String quote = name.indexOf('\'') < 0 ? "'" : "\"";
        String named = "name=" + quote + name + quote + (filter.isEmpty() ? "" : " AND " + filter);
        List<JsonNode> versions = new ArrayList<>(
                CopySource.search(copy.from(), "model-versions/search", "model_versions", filter(named)));
        versions.sort(Comparator.comparingInt(RegisteredModelCopies::number));
        for (JsonNode version : versions) {
            copy(name, version);
        }
        for (JsonNode alias : model.path("aliases")) {
            copy.to().post("registered-models/alias", ((ObjectNode) alias.deepCopy()).put("name", name));
        }
        copy.say("model " + name + ": " + versions.size() + " versions");
        return versions.size();
    }

    private void create(JsonNode model, String name) {
        Map<String, String> tags = Json.pairs(model.path("tags"));
        if (Rest.find(() -> copy.to().get("registered-models/get", Map.of("name", name)))
                .isPresent()) {
            tags.forEach((key, value) -> copy.to()
                    .post("registered-models/set-tag", Json.pair(key, value).put("name", name)));
            return;
        }
        ObjectNode body = Json.object()
                .put("name", name)
                .put("description", model.path("description").asText(""));
        body.set("tags", Json.pairs(tags));
        copy.to().create("registered-models/create", body);
    }

    private void copy(String name, JsonNode version) {
        int number = number(version);
        ObjectNode body = body(name, version);
        Optional<JsonNode> known = Rest.find(() ->
                        copy.to().get("model-versions/get", Map.of("name", name, "version", Integer.toString(number))))
                .map(answer -> answer.path("model_version"));
        if (known.isPresent()) {
            if (!known.get().path("source").asText().equals(body.path("source").asText())) {
                throw new TrackingException(copy.to().server() + " has another version " + number + " of " + name
                        + ". Rename the model there or here, and copy again.");
            }
            return;
        }
        for (int created = create(body); created != number; created = create(body)) {
            copy.to()
                    .delete(
                            "model-versions/delete",
                            Json.object().put("name", name).put("version", Integer.toString(created)));
            if (created > number) {
                throw new TrackingException(copy.to().server() + " has had a version " + number + " of " + name
                        + " before. Rename the model there or here, and copy again.");
            }
        }
        String stage = version.path("current_stage").asText("None");
        if (!stage.equals("None") && !stage.isEmpty()) {
            copy.to()
                    .post(
                            "model-versions/transition-stage",
                            Json.object()
                                    .put("name", name)
                                    .put("version", Integer.toString(number))
                                    .put("stage", stage)
                                    .put("archive_existing_versions", false));
        }
    }

    private int create(ObjectNode body) {
        return number(copy.to().create("model-versions/create", body).path("model_version"));
    }

    private ObjectNode body(String name, JsonNode version) {
        String run = version.path("run_id").asText("");
        String newRun = run.isEmpty() ? "" : copy.newId(run).orElse("");
        ObjectNode body = Json.object().put("name", name).put("source", source(name, version, run, newRun));
        if (!newRun.isEmpty()) {
            body.put("run_id", newRun);
        }
        copy.newId(version.path("model_id").asText("")).ifPresent(id -> body.put("model_id", id));
        for (String field : List.of("description", "run_link")) {
            if (!version.path(field).asText("").isEmpty()) {
                body.put(field, version.path(field).asText());
            }
        }
        Map<String, String> tags = new LinkedHashMap<>();
        Json.pairs(version.path("tags")).forEach((key, value) -> tags.put(key, copy.renewed(value)));
        body.set("tags", Json.pairs(tags));
        return body;
    }

    /** The address of the copied files: that of the new run or logged model, with the same path below it. */
    private String source(String name, JsonNode version, String run, String newRun) {
        String source = version.path("source").asText();
        if (source.startsWith("models:/m-")) {
            String id = source.substring("models:/".length());
            return copy.newId(id)
                    .map(newId -> "models:/" + newId)
                    .orElseThrow(
                            () -> new TrackingException(name + " version " + number(version) + " is the logged model "
                                    + id + ", which was deleted. Delete the version, and copy again."));
        }
        if (newRun.isEmpty()) {
            return source;
        }
        String files = copy.from()
                .get(
                        "model-versions/get-download-uri",
                        Map.of("name", name, "version", Integer.toString(number(version))))
                .path("artifact_uri")
                .asText();
        String root = artifacts(copy.from(), run);
        return files.startsWith(root + "/") ? artifacts(copy.to(), newRun) + files.substring(root.length()) : source;
    }

    private static String artifacts(Rest rest, String run) {
        return rest.get("runs/get", Map.of("run_id", run))
                .at("/run/info/artifact_uri")
                .asText();
    }

    private static Map<String, String> filter(String filter) {
        return filter.isEmpty() ? Map.of() : Map.of("filter", filter);
    }

    private static int number(JsonNode version) {
        return version.path("version").asInt();
    }
}
