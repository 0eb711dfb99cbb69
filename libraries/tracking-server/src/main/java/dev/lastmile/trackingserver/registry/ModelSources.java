package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.loggedmodel.LoggedModels;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.registry.ModelVersions.Candidate;
import dev.lastmile.trackingserver.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks where a new version's files are said to be.
 *
 * <p>Files of this server must belong to the run or the logged model that the version names: with a version comes the
 * right to download, and one must not be made of another's files under a false name. A local path means a file of the
 * client's machine, or of the server's, and is always refused.
 */
@ApplicationScoped
public class ModelSources {
    private static final Pattern LOGGED_MODEL = Pattern.compile("models:/(m-[0-9a-f]{32})");
    private static final Pattern REGISTERED_MODEL = Pattern.compile("models:/([^/@]+)/(\\d+)");
    private static final Pattern RUN = Pattern.compile("runs:/([^/]+)(?:/(.*))?");
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):.*", Pattern.DOTALL);

    private final Runs runs;
    private final LoggedModels loggedModels;
    private final RegisteredModels models;

    ModelSources(Runs runs, LoggedModels loggedModels, RegisteredModels models) {
        this.runs = runs;
        this.loggedModels = loggedModels;
        this.models = models;
    }

    /**
     * @param storageLocation the address of the files
     * @param runId the run that made them
     * @param modelId the logged model that they are
     */
    record Origin(String storageLocation, Optional<String> runId, Optional<String> modelId) {}

    Origin origin(Candidate candidate) {
        String source = candidate.source();
        Matcher scheme = SCHEME.matcher(source);
        if (!scheme.matches() || scheme.group(1).equalsIgnoreCase("file")) {
            throw ProtocolException.invalid("Invalid model version source: '" + source + "'. A local path cannot be a"
                    + " source: log the model with a run, and use the address of the run's artifacts.");
        }
        Matcher logged = LOGGED_MODEL.matcher(source);
        if (logged.matches()) {
            return loggedModel(candidate, logged.group(1));
        }
        Matcher registered = REGISTERED_MODEL.matcher(source);
        if (registered.matches()) {
            return registeredModel(registered.group(1), Integer.parseInt(registered.group(2)), candidate);
        }
        Matcher run = RUN.matcher(source);
        if (run.matches()) {
            return runFiles(candidate, run);
        }
        if (ArtifactUri.isServed(source)) {
            return servedFiles(candidate);
        }
        return new Origin(source, candidate.runId(), candidate.modelId());
    }

    private Origin loggedModel(Candidate candidate, String modelId) {
        if (candidate.modelId().filter(id -> !id.equals(modelId)).isPresent()) {
            throw notOf(candidate, "model_id");
        }
        LoggedModels.Location location = loggedModels.location(modelId);
        return new Origin(location.artifactUri(), candidate.runId().or(location::sourceRunId), Optional.of(modelId));
    }

    private Origin registeredModel(String name, int number, Candidate candidate) {
        ModelVersion copied = models.version(models.existing(name), number);
        return new Origin(
                copied.storageLocation,
                candidate.runId().or(() -> Optional.ofNullable(copied.runId)),
                candidate.modelId().or(() -> Optional.ofNullable(copied.modelId)));
    }

    private Origin runFiles(Candidate candidate, Matcher source) {
        String runId = source.group(1);
        if (!candidate.runId().equals(Optional.of(runId))) {
            throw notOf(candidate, "run_id");
        }
        String folder = source.group(2) == null ? "" : "/" + source.group(2);
        return new Origin(runs.artifactUri(runId) + folder, candidate.runId(), candidate.modelId());
    }

    private Origin servedFiles(Candidate candidate) {
        Optional<String> root = candidate
                .modelId()
                .map(id -> loggedModels.location(id).artifactUri())
                .or(() -> candidate.runId().flatMap(runs::findArtifactUri));
        if (root.filter(uri -> ArtifactUri.isWithin(candidate.source(), uri)).isEmpty()) {
            throw notOf(candidate, candidate.modelId().isPresent() ? "model_id" : "run_id");
        }
        return new Origin(candidate.source(), candidate.runId(), candidate.modelId());
    }

    private static ProtocolException notOf(Candidate candidate, String parameter) {
        return ProtocolException.invalid("Invalid model version source: '" + candidate.source() + "'. The " + parameter
                + " request parameter must identify the resource that contains the source.");
    }
}
