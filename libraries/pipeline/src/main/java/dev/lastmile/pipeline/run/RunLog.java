package dev.lastmile.pipeline.run;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.internal.FaultInjection;
import dev.lastmile.tracking.DatasetInput;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ModelTags;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The log of one tracking run, in MLflow's verbs.
 *
 * <p>Every method writes to the tracking server before it returns and throws
 * {@link dev.lastmile.tracking.TrackingException} if the server cannot be reached or rejects the request. Not thread-safe.
 */
public final class RunLog implements FitLog, AutoCloseable {
    /** The tag with the name of the metric by which a run's model is judged. */
    public static final String PRIMARY_METRIC = "lastmile.primary_metric";

    /** The tag that says of a candidate of a search whether it was chosen. */
    private static final String BEST_CANDIDATE = "lastmile.best_candidate";

    private final Project project;
    private final TrackingClient tracking;
    private final String runId;
    private final Lineage lineage = new Lineage();
    private final Map<String, String> fitted = new LinkedHashMap<>();
    private Path temporary;

    /**
     * @param project whose run it is
     * @param tracking the server that has the run
     * @param runId the id of a run that exists
     */
    public RunLog(Project project, TrackingClient tracking, String runId) {
        this.project = project;
        this.tracking = tracking;
        this.runId = runId;
    }

    /** The id of the tracking run. */
    public String runId() {
        return runId;
    }

    /** What the run has used so far. */
    public Lineage lineage() {
        return lineage;
    }

    /** Prints a line of progress on standard output; nothing is sent to the server. */
    @Override
    public void report(String line) {
        System.out.println("  " + line);
    }

    /** Logs that a registered model is used: its version and its digest. */
    public void logModelInput(ModelVersion model) {
        note(Lineage.modelKey(model.name()), model.version());
        note(Lineage.digestKey(model.name()), model.tags().getOrDefault(ModelTags.DIGEST, "unknown"));
    }

    /** Logs a snapshot that is read, under its contract. */
    public void logDatasetInput(Contract contract, Snapshot snapshot) {
        note(Lineage.inputKey(snapshot.dataset()), Long.toString(snapshot.id()));
        tracking.logInputs(runId, List.of(input(contract, snapshot)));
    }

    /** Logs a snapshot that the run has published: its id, and its rows as the metric {@code rows.<dataset>}. */
    public void logDatasetOutput(Snapshot snapshot) {
        Map<String, String> tags = new LinkedHashMap<>();
        String key = Lineage.outputKey(snapshot.dataset());
        String id = Long.toString(snapshot.id());
        tags.put(key, id);
        String part = snapshot.tag().substring(Lineage.snapshotTag(runId).length());
        if (!part.isEmpty()) {
            tags.put(Lineage.partKey(part.substring(1), key), id);
        }
        tracking.logBatch(runId, Map.of("rows." + snapshot.dataset().name(), (double) snapshot.rows()), Map.of(), tags);
    }

    /**
     * Logs what was used so far as the inputs of one of several snapshots: what follows in this run may use another version
     * under the same keys.
     *
     * @param part distinguishes the snapshots of this run; letters, digits and dashes
     */
    public void logInputsOfPart(String part) {
        lineage.notes().forEach((key, value) -> tracking.setTag(runId, Lineage.partKey(part, key), value));
    }

    /** Logs that a dataset stays at a snapshot that an earlier run has published. */
    public void logDatasetUnchanged(Snapshot snapshot) {
        tracking.logBatch(
                runId,
                Map.of("rows." + snapshot.dataset().name(), (double) snapshot.rows()),
                Map.of(),
                Map.of(Lineage.unchangedKey(snapshot.dataset()), Long.toString(snapshot.id())));
    }

    /** Logs parameters; the server rejects another value for one that was logged before. */
    @Override
    public void logParameters(Map<String, String> parameters) {
        tracking.logBatch(runId, Map.of(), parameters, Map.of());
    }

    /**
     * Logs the parameters of a fit. If an earlier fit of this run has logged another value under one of the names, all of
     * them get the prefix {@code fit_2.}, {@code fit_3.} and so on, since a parameter has one value in a run.
     *
     * @return the prefix, empty for the first fit
     */
    @Override
    public String logFit(Map<String, String> parameters) {
        String prefix = "";
        for (int fit = 2; clashes(prefix, parameters); fit++) {
            prefix = "fit_" + fit + ".";
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            named.put(prefix + parameter.getKey(), parameter.getValue());
        }
        fitted.putAll(named);
        logParameters(named);
        return prefix;
    }

    /** Logs each candidate of a search as a run below this one, which MLflow shows as its children. */
    @Override
    public void logSearch(List<SearchCandidate> candidates) {
        Run parent = tracking.run(runId);
        for (int i = 0; i < candidates.size(); i++) {
            SearchCandidate candidate = candidates.get(i);
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("mlflow.parentRunId", runId);
            tags.put(BEST_CANDIDATE, Boolean.toString(candidate.best()));
            Run child = tracking.createRun(parent.experimentId(), "candidate " + (i + 1), tags);
            tracking.logBatch(child.id(), candidate.metrics(), candidate.parameters(), Map.of());
            tracking.endRun(child.id(), RunStatus.FINISHED);
        }
        report("the best of " + candidates.size() + " candidates: "
                + candidates.stream()
                        .filter(SearchCandidate::best)
                        .map(best -> best.parameters() + " " + best.metrics())
                        .findFirst()
                        .orElse("none"));
    }

    private boolean clashes(String prefix, Map<String, String> parameters) {
        return parameters.entrySet().stream().anyMatch(parameter -> {
            String logged = fitted.get(prefix + parameter.getKey());
            return logged != null && !logged.equals(parameter.getValue());
        });
    }

    /** Logs metrics. */
    public void logMetrics(Map<String, Double> metrics) {
        tracking.logBatch(runId, metrics, Map.of(), Map.of());
    }

    /** Logs how good a model is: its metrics, its tables as artifacts in {@code evaluation/}; reports its summary. */
    public void logEvaluation(Evaluation evaluation) {
        logMetrics(evaluation.metrics());
        tracking.setTag(runId, PRIMARY_METRIC, evaluation.primary().key());
        Path folder = temporaryFolder("evaluation");
        evaluation.write(folder);
        uploadArtifacts("evaluation", folder);
        report(evaluation.summary());
    }

    /**
     * Uploads a file.
     *
     * @param path of the artifact within the run, such as {@code model/parity.json}
     */
    public void uploadArtifact(String path, Path file) {
        tracking.uploadArtifact(runId, path, file);
    }

    /**
     * Uploads a folder, empty files included.
     *
     * @param path of the folder within the run's artifacts
     */
    public void uploadArtifacts(String path, Path folder) {
        tracking.uploadArtifacts(
                runId, path, folder, (file, done, total) -> FaultInjection.reached(project, FaultInjection.UPLOAD));
    }

    /**
     * Creates a folder for files to be uploaded; it is deleted when the log is closed.
     *
     * @throws StepException if none can be created
     */
    public Path temporaryFolder(String name) {
        try {
            if (temporary == null) {
                temporary = Files.createTempDirectory("lastmile-");
            }
            return Files.createTempDirectory(temporary, name);
        } catch (IOException e) {
            throw new StepException(
                    "No temporary folder can be made: " + e.getMessage()
                            + ". Set java.io.tmpdir to a folder that can be written.",
                    e);
        }
    }

    private void note(String key, String value) {
        lineage.note(key, value);
        tracking.setTag(runId, key, value);
    }

    private static DatasetInput input(Contract contract, Snapshot snapshot) {
        return new DatasetInput(
                snapshot.dataset().toString(),
                Long.toString(snapshot.id()),
                "iceberg",
                "{\"table\":\"" + snapshot.dataset() + "\",\"snapshot\":" + snapshot.id() + "}",
                contract.schema().json(),
                "{\"rows\":" + snapshot.rows() + "}",
                Map.of("mlflow.data.context", "input"));
    }

    /** Deletes the temporary folders; the run goes on. */
    @Override
    public void close() {
        if (temporary == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(temporary)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // The system clears its temporary files.
        }
    }
}
