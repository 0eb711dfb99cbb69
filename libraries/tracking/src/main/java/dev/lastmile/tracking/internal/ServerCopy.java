package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.CopyReport;
import dev.lastmile.tracking.TrackingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies all data of a server to another one.
 *
 * <p>Experiments and registered models keep their names, versions their numbers, files their bytes; runs and logged models
 * get new ids, which replace the old ones in tags and sources. What an earlier attempt has completed is kept, and what it
 * has begun is copied again.
 */
final class ServerCopy {
    private final Side from;
    private final Side to;
    private final Consumer<String> progress;

    /** New ids of runs and logged models by old ones. */
    private final Map<String, String> ids = new HashMap<>();

    /** One of the two servers. */
    record Side(Rest rest, Artifacts artifacts) {}

    ServerCopy(Side from, Side to, Consumer<String> progress) {
        this.from = from;
        this.to = to;
        this.progress = progress;
    }

    CopyReport copy() {
        if (from.rest().server().equals(to.rest().server())) {
            throw new TrackingException(
                    "The destination " + to.rest().server() + " is the source. Name another server.");
        }
        to.rest().ping();
        List<JsonNode> experiments = CopySource.search(
                from.rest(),
                "experiments/search",
                "experiments",
                Map.of("view_type", "ALL", "order_by", "experiment_id"));
        int runs = 0;
        int loggedModels = 0;
        for (JsonNode experiment : experiments) {
            String target = targetOf(experiment);
            String source = experiment.path("experiment_id").asText();
            LoggedModelCopies models = new LoggedModelCopies(this, source, target);
            RunCopies copies = new RunCopies(this, source, target);
            copies.create();
            loggedModels += models.copy();
            runs += copies.fill();
            if (isDeleted(experiment)) {
                to.rest().post("experiments/delete", Json.object().put("experiment_id", target));
            }
            progress.accept("experiment " + experiment.path("name").asText() + ": " + copies.size() + " runs");
        }
        RegisteredModelCopies models = new RegisteredModelCopies(this);
        int versions = models.copy();
        return new CopyReport(experiments.size(), runs, loggedModels, models.size(), versions);
    }

    Rest from() {
        return from.rest();
    }

    Rest to() {
        return to.rest();
    }

    void say(String line) {
        progress.accept(line);
    }

    void copied(String id, String newId) {
        ids.put(id, newId);
    }

    /** The new id of a run or a logged model; empty if it was not copied. */
    Optional<String> newId(String id) {
        return Optional.ofNullable(ids.get(id));
    }

    /** The new id if the value is an old one; otherwise the value. */
    String renewed(String value) {
        return ids.getOrDefault(value, value);
    }

    /** Copies all files below a location, one at a time through a temporary file. */
    void copyFiles(String source, String target) {
        try {
            Path file = Files.createTempDirectory("lastmile-copy").resolve("file");
            try {
                copyFolder(from.artifacts().at(source), to.artifacts().at(target), "", file);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(file.getParent());
            }
        } catch (IOException e) {
            throw new TrackingException("A temporary file cannot be written: " + e.getMessage(), e);
        }
    }

    static boolean isDeleted(JsonNode entity) {
        return "deleted".equals(entity.path("lifecycle_stage").asText());
    }

    private static void copyFolder(ArtifactStore source, ArtifactStore target, String path, Path file)
            throws IOException {
        for (ArtifactFile entry : source.list(path)) {
            if (entry.isFolder()) {
                copyFolder(source, target, entry.path(), file);
            } else {
                Files.deleteIfExists(file);
                source.download(entry.path(), file);
                target.upload(entry.path(), file);
            }
        }
    }

    /** The experiment of the same name, active; created if the destination has none. */
    private String targetOf(JsonNode experiment) {
        String name = experiment.path("name").asText();
        Optional<JsonNode> known = Rest.find(
                        () -> to.rest().get("experiments/get-by-name", Map.of("experiment_name", name)))
                .map(answer -> answer.path("experiment"));
        if (known.isEmpty()) {
            ObjectNode body = Json.object().put("name", name);
            body.set("tags", Json.pairs(Json.pairs(experiment.path("tags"))));
            return to.rest()
                    .create("experiments/create", body)
                    .path("experiment_id")
                    .asText();
        }
        String id = known.get().path("experiment_id").asText();
        if (isDeleted(known.get())) {
            if (!isDeleted(experiment)) {
                throw new TrackingException("The experiment " + name + " (" + id + ") at "
                        + to.rest().server() + " was deleted. Restore it there, and copy again.");
            }
            to.rest().post("experiments/restore", Json.object().put("experiment_id", id));
        }
        Json.pairs(experiment.path("tags"))
                .forEach((key, value) -> to.rest()
                        .post(
                                "experiments/set-experiment-tag",
                                Json.pair(key, value).put("experiment_id", id)));
        return id;
    }
}
