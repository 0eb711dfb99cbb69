package dev.lastmile.pipeline;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.DatasetInput;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ModelTags;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a step works with: Spark, the lake, the tracking run, the registry.
 *
 * <p>Everything that passes through it is recorded: datasets read and published with their snapshot ids, models used
 * and made, parameters of what is fitted. For one thread.
 */
public final class StepRun implements AutoCloseable {
    /** Key of a snapshot's summary: the id of the run that published it. */
    static final String RUN = "lastmile.run";

    private final Project project;
    private final String step;
    private final List<DatasetName> outputs;
    private final TrackingClient tracking;
    private final String runId;
    private final CodeVersion code;
    private final Map<String, String> lineage = new LinkedHashMap<>();
    private final ModelRegistry registry;
    private SparkSession spark;
    private Lake lake;
    private Path temporary;

    StepRun(Project project, Step step, TrackingClient tracking, String runId, CodeVersion code) {
        this.project = project;
        this.step = step.name();
        this.outputs = step.outputs();
        this.tracking = tracking;
        this.runId = runId;
        this.code = code;
        this.registry = new ModelRegistry(project, tracking);
    }

    public Project project() {
        return project;
    }

    /** The id of the tracking run that this is. */
    public String id() {
        return runId;
    }

    public TrackingClient tracking() {
        return tracking;
    }

    public ModelRegistry registry() {
        return registry;
    }

    /** The session, opened when first asked for. */
    public SparkSession spark() {
        lake();
        return spark;
    }

    /** The lake, for what {@link #read} and {@link #publish} do not cover, such as history. */
    public Lake lake() {
        if (lake == null) {
            LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
            spark = Lake.openSession(project.name() + " " + step, config);
            lake = new Lake(spark, config);
            outputs.forEach(lake::begin); // of two runs of a step at once, the second to publish fails
        }
        return lake;
    }

    /** Prints a line of progress. */
    public void say(String line) {
        System.out.println("  " + line);
    }

    /**
     * The newest published snapshot of a dataset.
     *
     * @param madeBy the make target that publishes it, named when there is none yet
     */
    public Snapshot current(Contract contract, String madeBy) {
        return lake().current(contract.dataset())
                .orElseThrow(
                        () -> new StepException("There is no " + contract.dataset() + " yet. Run: make " + madeBy));
    }

    /**
     * The newest published snapshot that a features version made.
     *
     * @param dataset of features
     * @param madeBy the make target that makes one
     * @throws StepException naming the version, what the current snapshot was made by, and the command to run
     */
    public Snapshot madeBy(ModelVersion features, Contract dataset, String madeBy) {
        Snapshot current = current(dataset, madeBy);
        return lake().history(dataset.dataset()).stream()
                .filter(snapshot -> ModelRegistry.isMadeBy(snapshot, features))
                .findFirst()
                .orElseThrow(() -> new StepException("No snapshot of " + dataset.dataset() + " was made by "
                        + features.name() + " " + features.version() + "; the current one, " + current.id()
                        + ", was made by " + features.name() + " "
                        + current.summary().getOrDefault(modelKey(features.name()), "unknown") + ". Run: make "
                        + madeBy + " FEATURES=" + features.version()));
    }

    /**
     * The snapshot of another dataset that a snapshot was made from.
     *
     * @param from the other dataset
     * @throws StepException if the snapshot's summary names none
     */
    public Snapshot source(Snapshot made, Contract from) {
        return Optional.ofNullable(made.summary().get(inputKey(from.dataset())))
                .flatMap(id -> lake().find(from.dataset(), SnapshotRef.id(Long.parseLong(id))))
                .orElseThrow(() -> new StepException("Snapshot " + made.id() + " of " + made.dataset()
                        + " does not say which snapshot of " + from.dataset() + " it was made from. Make it again."));
    }

    /** Reads a snapshot under its contract and records it as an input of the run. */
    public Dataset<Row> read(Contract contract, Snapshot snapshot) {
        Dataset<Row> rows = lake().read(contract, SnapshotRef.id(snapshot.id()));
        note(inputKey(snapshot.dataset()), Long.toString(snapshot.id()));
        tracking.logInputs(runId, List.of(input(contract, snapshot)));
        return rows;
    }

    /** Publishes rows as the next snapshot of a dataset: written, audited, tagged with the run, made current. */
    public Snapshot publish(Dataset<Row> rows, Contract contract) {
        return publish(rows, contract, tag(), Map.of(), lake()::publish);
    }

    /**
     * As {@link #publish(Dataset, Contract)}, for a step that publishes more than one snapshot of a dataset.
     *
     * @param part tells the snapshots of this run apart; letters, digits and dashes
     */
    public Snapshot publishPart(Dataset<Row> rows, Contract contract, String part) {
        Snapshot snapshot = publish(rows, contract, tag() + "-" + part, Map.of(), lake()::publish);
        // What follows in this run may use another version under the same names.
        lineage.forEach((key, value) ->
                tracking.setTag(runId, key.replaceFirst("^lastmile\\.", "lastmile.part." + part + "."), value));
        return snapshot;
    }

    /**
     * Publishes the rows of the snapshot before and these.
     *
     * @param part tells the snapshots of this run apart; letters, digits and dashes
     * @param notes kept with the snapshot, in the same commit as the rows
     */
    public Snapshot append(Dataset<Row> rows, Contract contract, String part, Map<String, String> notes) {
        return publish(rows, contract, tag() + "-" + part, notes, lake()::append);
    }

    private interface Publisher {
        Snapshot publish(Dataset<Row> rows, Contract contract, Publication publication);
    }

    private Snapshot publish(
            Dataset<Row> rows, Contract contract, String tag, Map<String, String> notes, Publisher publisher) {
        say("writing " + contract.dataset());
        Map<String, String> summary = new LinkedHashMap<>(lineage);
        summary.putAll(notes);
        summary.put(RUN, runId);
        summary.put("lastmile.step", step);
        summary.put("lastmile.code", code.toString());
        PublishObserver observer = (boundary, dataset) -> {
            FaultInjection.reached(project, boundary.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (boundary == PublishObserver.Boundary.AFTER_TAG) {
                // A server that is gone would never hear of the snapshot: then it is not published either.
                tracking.setTag(runId, RunOwner.HEARTBEAT, Instant.now().toString());
            }
        };
        Snapshot snapshot = publisher.publish(rows, contract, new Publication(tag, summary, observer));
        recordOutput(runId, snapshot);
        say(snapshot.rows() + " rows in " + snapshot.dataset() + ", snapshot " + snapshot.id() + ", tag "
                + snapshot.tag());
        return snapshot;
    }

    /** Records with a run, this one or one that was killed before it could, that it has published a snapshot. */
    void recordOutput(String run, Snapshot snapshot) {
        Map<String, String> tags = new LinkedHashMap<>();
        String id = Long.toString(snapshot.id());
        tags.put("lastmile.output." + snapshot.dataset(), id);
        String part = snapshot.tag().substring(tagOf(run).length());
        if (!part.isEmpty()) {
            tags.put("lastmile.part." + part.substring(1) + ".output." + snapshot.dataset(), id);
        }
        tracking.logBatch(run, Map.of("rows." + snapshot.dataset().name(), (double) snapshot.rows()), Map.of(), tags);
    }

    /** Records that a registered model takes part in this run. */
    public void uses(ModelVersion model) {
        note(modelKey(model.name()), model.version());
        note(digestKey(model.name()), model.tags().getOrDefault(ModelTags.DIGEST, "unknown"));
    }

    /** Fits a Spark ML estimator; every parameter of it and of its stages is recorded. */
    public <M extends Model<M>> M fit(Estimator<M> estimator, Dataset<Row> rows) {
        tracking.logBatch(runId, Map.of(), SparkMlParameters.of(estimator), Map.of());
        return estimator.fit(rows);
    }

    /** Evaluates with Spark ML; the metric is recorded under its own name. */
    public double evaluate(Evaluator evaluator, Dataset<Row> predictions) {
        double value = evaluator.evaluate(predictions);
        tracking.logBatch(runId, Map.of(SparkMlParameters.metricName(evaluator), value), Map.of(), Map.of());
        return value;
    }

    /** Records how good a model is: its metrics, its tables and pictures in {@code evaluation/}, and a line about it. */
    public void evaluation(Evaluation evaluation) {
        metrics(evaluation.metrics());
        Path folder = temporaryFolder("evaluation");
        evaluation.write(folder);
        artifacts("evaluation", folder);
        say(evaluation.summary());
    }

    public void parameters(Map<String, String> parameters) {
        tracking.logBatch(runId, Map.of(), parameters, Map.of());
    }

    public void metrics(Map<String, Double> metrics) {
        tracking.logBatch(runId, metrics, Map.of(), Map.of());
    }

    /** Uploads a file into the run's artifacts. */
    public void artifact(String path, Path file) {
        tracking.uploadArtifact(runId, path, file);
    }

    /** Uploads a folder, empty files included, into the run's artifacts. */
    public void artifacts(String path, Path folder) {
        tracking.uploadArtifacts(
                runId, path, folder, (file, done, total) -> FaultInjection.reached(project, FaultInjection.UPLOAD));
    }

    /** A new folder for files on their way into the run's artifacts; gone when the step ends. */
    public Path temporaryFolder(String name) {
        try {
            if (temporary == null) {
                temporary = Files.createTempDirectory("lastmile-" + step);
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
        lineage.put(key, value);
        tracking.setTag(runId, key, value);
    }

    /** Under which a snapshot's summary and a run's tags name the snapshot of a dataset that was read. */
    public static String inputKey(DatasetName dataset) {
        return "lastmile.input." + dataset;
    }

    /** Under which they name the version of a registered model that took part. */
    public static String modelKey(String model) {
        return "lastmile.model." + model;
    }

    /** Under which they name that version's digest. */
    public static String digestKey(String model) {
        return "lastmile.model." + model + ".digest";
    }

    private String tag() {
        return tagOf(runId);
    }

    /** Whether Spark and the process belong to a cluster of Databricks, and so are not this step's to end. */
    static boolean isOnDatabricks(Map<String, String> environment) {
        return environment.containsKey("DATABRICKS_RUNTIME_VERSION");
    }

    static String tagOf(String runId) {
        return "run-" + runId;
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

    @Override
    public void close() {
        if (spark != null && !isOnDatabricks(project.environment())) {
            spark.stop();
        }
        if (temporary != null) {
            delete(temporary);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // The system clears its temporary files; the step has done its work.
        }
    }
}
