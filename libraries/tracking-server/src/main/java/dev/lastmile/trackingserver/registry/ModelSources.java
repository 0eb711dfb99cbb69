package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.artifact.ArtifactPath;
import dev.lastmile.trackingserver.artifact.ArtifactUri;
import dev.lastmile.trackingserver.loggedmodel.LoggedModels;
import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import dev.lastmile.trackingserver.registry.ModelVersions.Candidate;
import dev.lastmile.trackingserver.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the source of a new version, the address of its files.
 *
 * <p>Every client that loads the version follows that address. Files of this server must therefore belong to the run or the
 * logged model of the version, an address of this server must not have another host, and all other addresses must be those
 * of an object store. A local path would be a file of the client's or the server's machine, and is rejected.
 */
@ApplicationScoped
public class ModelSources {
    /** The source that clients send for a prompt, which has no files. */
    private static final Set<String> PROMPT_SOURCES = Set.of("dummy-source", "prompt-template");

    private static final Pattern LOGGED_MODEL = Pattern.compile("/(m-[0-9a-f]{32})");
    private static final Pattern REGISTERED_MODEL = Pattern.compile("/([^/@]+)(?:/(\\d{1,9})|@([^/@]+))");
    private static final Pattern RUN = Pattern.compile("/([^/]+)(?:/(.*))?", Pattern.DOTALL);
    private static final Pattern S3 = Pattern.compile("//[^/]+/(.*)", Pattern.DOTALL);
    private static final Pattern DBFS = Pattern.compile("/(?!/)(.*)", Pattern.DOTALL);
    private static final Pattern URI = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*):(.*)", Pattern.DOTALL);

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
     * @param runId the run that created them
     * @param modelId the logged model that they belong to
     */
    record Origin(String storageLocation, Optional<String> runId, Optional<String> modelId) {}

    Origin origin(Candidate candidate) {
        if (candidate.isPrompt()) {
            return prompt(candidate);
        }
        Matcher uri = URI.matcher(candidate.source());
        if (!uri.matches() || uri.group(1).equalsIgnoreCase("file")) {
            throw invalid(
                    candidate,
                    "A local path cannot be a source: log the model with a run, and use the address of the run's"
                            + " artifacts.");
        }
        String rest = uri.group(2);
        return switch (uri.group(1).toLowerCase(Locale.ROOT)) {
            case "models" -> model(candidate, rest);
            case "runs" -> runFiles(candidate, matched(candidate, RUN, rest, "runs:/<run id>/<path>"));
            case "mlflow-artifacts" -> servedFiles(candidate);
            case "s3" -> stored(candidate, matched(candidate, S3, rest, "s3://<bucket>/<path>"));
            case "dbfs" -> stored(candidate, matched(candidate, DBFS, rest, "dbfs:/<path>"));
            default ->
                throw invalid(
                        candidate,
                        "Its scheme must be one of dbfs, mlflow-artifacts, models, runs and s3. Log the model with a"
                                + " run, and use the address of the run's artifacts.");
        };
    }

    private static Origin prompt(Candidate candidate) {
        if (!PROMPT_SOURCES.contains(candidate.source())) {
            throw ProtocolException.invalid("Invalid prompt source: '" + Excerpt.of(candidate.source())
                    + "'. Prompt sources must use an MLflow placeholder.");
        }
        return new Origin(candidate.source(), candidate.runId(), candidate.modelId());
    }

    private Origin model(Candidate candidate, String rest) {
        Matcher logged = LOGGED_MODEL.matcher(rest);
        if (logged.matches()) {
            return loggedModel(candidate, logged.group(1));
        }
        Matcher registered = matched(
                candidate,
                REGISTERED_MODEL,
                rest,
                "models:/<model id>, models:/<name>/<version> or models:/<name>@<alias>");
        return registeredModel(candidate, registered.group(1), registered.group(2), registered.group(3));
    }

    private Origin loggedModel(Candidate candidate, String modelId) {
        if (candidate.modelId().filter(id -> !id.equals(modelId)).isPresent()) {
            throw notOf(candidate, "model_id");
        }
        LoggedModels.Location location = loggedModels.location(modelId);
        return new Origin(location.artifactUri(), candidate.runId().or(location::sourceRunId), Optional.of(modelId));
    }

    private Origin registeredModel(Candidate candidate, String name, String number, String alias) {
        RegisteredModel model = models.existing(name);
        ModelVersion copied =
                number == null ? models.aliased(model, alias) : models.version(model, Integer.parseInt(number));
        if (copied.isPrompt()) {
            throw invalid(candidate, "Prompt versions cannot be used as model version sources.");
        }
        boolean others = candidate
                        .runId()
                        .filter(id -> !id.equals(copied.runId))
                        .isPresent()
                || candidate.modelId().filter(id -> !id.equals(copied.modelId)).isPresent();
        if (others) {
            throw invalid(
                    candidate, "The run_id and model_id request parameters must match the referenced model version.");
        }
        return new Origin(
                copied.storageLocation, Optional.ofNullable(copied.runId), Optional.ofNullable(copied.modelId));
    }

    private Origin runFiles(Candidate candidate, Matcher source) {
        String runId = source.group(1);
        if (!candidate.runId().equals(Optional.of(runId))) {
            throw notOf(candidate, "run_id");
        }
        String path = source.group(2) == null ? "" : source.group(2);
        requireStraight(candidate, path);
        String folder = ArtifactPath.parse(path).toString();
        return new Origin(
                runs.artifactUri(runId) + (folder.isEmpty() ? "" : "/" + folder),
                candidate.runId(),
                candidate.modelId());
    }

    private Origin servedFiles(Candidate candidate) {
        requireStraight(candidate, candidate.source());
        Optional<String> root = candidate
                .modelId()
                .map(id -> loggedModels.location(id).artifactUri())
                .or(() -> candidate.runId().flatMap(runs::findArtifactUri));
        if (root.filter(uri -> ArtifactUri.isWithin(candidate.source(), uri)).isEmpty()) {
            throw notOf(candidate, candidate.modelId().isPresent() ? "model_id" : "run_id");
        }
        String location = ArtifactUri.of(ArtifactUri.path(candidate.source()).orElseThrow());
        return new Origin(location, candidate.runId(), candidate.modelId());
    }

    private static Origin stored(Candidate candidate, Matcher source) {
        requireStraight(candidate, source.group(1));
        ArtifactPath.parse(source.group(1));
        return new Origin(candidate.source(), candidate.runId(), candidate.modelId());
    }

    // Libraries of other languages interpret queries and fragments of such addresses differently.
    private static void requireStraight(Candidate candidate, String path) {
        if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw invalid(candidate, "It has a query or a fragment, which an address of files cannot have.");
        }
    }

    private static Matcher matched(Candidate candidate, Pattern pattern, String rest, String form) {
        Matcher matcher = pattern.matcher(rest);
        if (!matcher.matches()) {
            throw invalid(candidate, "Write it as " + form + ".");
        }
        return matcher;
    }

    private static ProtocolException notOf(Candidate candidate, String parameter) {
        return invalid(
                candidate,
                "The " + parameter + " request parameter must identify the resource that contains the source.");
    }

    private static ProtocolException invalid(Candidate candidate, String reason) {
        return ProtocolException.invalid(
                "Invalid model version source: '" + Excerpt.of(candidate.source()) + "'. " + reason);
    }
}
