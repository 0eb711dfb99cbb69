package dev.lastmile.pipeline.run;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.internal.FaultInjection;
import dev.lastmile.tracking.DatasetInput;
import dev.lastmile.tracking.ModelVersion;
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
public final class RunLog implements AutoCloseable {
    private final Project project;
    private final TrackingClient tracking;
    private final String runId;
    private final Lineage lineage = new Lineage();
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

    /** Logs parameters; the server rejects another value for one that was logged before. */
    public void logParameters(Map<String, String> parameters) {
        tracking.logBatch(runId, Map.of(), parameters, Map.of());
    }

    /** Logs metrics. */
    public void logMetrics(Map<String, Double> metrics) {
        tracking.logBatch(runId, metrics, Map.of(), Map.of());
    }

    /** Logs how good a model is: its metrics, its tables and plots as artifacts in {@code evaluation/}; reports its summary. */
    public void logEvaluation(Evaluation evaluation) {
        logMetrics(evaluation.metrics());
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
