package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Copies the logged models of an experiment, which clients since MLflow 3 create for each model that they log. */
final class LoggedModelCopies {
    private static final String PENDING = "LOGGED_MODEL_PENDING";
    /** Names and numbers of a status: servers respond with either. */
    private static final List<String> STATUS =
            List.of("LOGGED_MODEL_STATUS_UNSPECIFIED", PENDING, "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED");

    private final ServerCopy copy;
    private final String source;
    private final String target;

    LoggedModelCopies(ServerCopy copy, String source, String target) {
        this.copy = copy;
        this.source = source;
        this.target = target;
    }

    /** Copies them; returns the number at the destination. */
    int copy() {
        Map<String, JsonNode> known = new HashMap<>();
        for (JsonNode model : CopySource.inExperiment(copy.to(), "logged-models/search", "models", target)) {
            String from = Json.pairs(model.at("/info/tags")).get(CopySource.ID);
            if (from != null) {
                known.put(from, model);
            }
        }
        List<JsonNode> models = CopySource.inExperiment(copy.from(), "logged-models/search", "models", source);
        for (JsonNode model : models) {
            JsonNode copied = known.get(id(model));
            if (copied != null && Json.pairs(copied.at("/info/tags")).containsKey(CopySource.COMPLETE)) {
                copy.copied(id(model), id(copied));
                continue;
            }
            if (copied != null) {
                copy.to().delete("logged-models/" + id(copied), Json.object().put("model_id", id(copied)));
            }
            create(model);
        }
        return models.size();
    }

    private void create(JsonNode model) {
        JsonNode info = model.path("info");
        ObjectNode body = Json.object().put("experiment_id", target);
        for (String field : List.of("name", "model_type", "source_run_id")) {
            String value = info.path(field).asText("");
            if (!value.isEmpty()) {
                body.put(field, copy.renewed(value));
            }
        }
        Map<String, String> tags = new LinkedHashMap<>();
        Json.pairs(info.path("tags")).forEach((key, value) -> tags.put(key, copy.renewed(value)));
        tags.put(CopySource.ID, id(model));
        body.set("tags", Json.pairs(tags));
        body.set("params", Json.pairs(Json.pairs(model.at("/data/params"))));
        JsonNode created = copy.to().create("logged-models", body).at("/model/info");
        String newId = created.path("model_id").asText();
        copy.copyFiles(
                info.path("artifact_uri").asText(), created.path("artifact_uri").asText());
        String status = status(info.path("status"));
        // MLflow reads the id from the body alone, whatever the path says.
        if (!status.equals(PENDING)) {
            copy.to()
                    .patch(
                            "logged-models/" + newId,
                            Json.object().put("model_id", newId).put("status", status));
        }
        ObjectNode complete = Json.object().put("model_id", newId);
        complete.putArray("tags").add(Json.pair(CopySource.COMPLETE, "true"));
        copy.to().patch("logged-models/" + newId + "/tags", complete);
        copy.copied(id(model), newId);
    }

    private static String status(JsonNode status) {
        return status.isInt() ? STATUS.get(status.intValue()) : status.asText();
    }

    private static String id(JsonNode model) {
        return model.at("/info/model_id").asText();
    }
}
