package dev.lastmile.pipeline.step;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.CommandMain;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a step works with: Spark, the lake, the run's log, the registry.
 *
 * <p>Datasets that are read and published through it are logged with their snapshot ids. Not thread-safe.
 */
public final class StepRun implements AutoCloseable {
    private final Project project;
    private final String step;
    private final List<DatasetName> outputs;
    private final TrackingClient tracking;
    private final RunLog log;
    private final DatasetLog datasets;
    private final ModelRegistry registry;
    private SparkSession spark;
    private Lake lake;

    StepRun(Project project, Step step, TrackingClient tracking, String runId, CodeVersion code) {
        this.project = project;
        this.step = step.name();
        this.outputs = step.outputs();
        this.tracking = tracking;
        this.log = new RunLog(project, tracking, runId);
        this.datasets = new DatasetLog(project, this.step, code, tracking, log);
        this.registry = new ModelRegistry(project, tracking);
    }

    public Project project() {
        return project;
    }

    /** The id of the tracking run. */
    public String id() {
        return log.runId();
    }

    /** The log of the tracking run: parameters, metrics, artifacts, models used. */
    public RunLog log() {
        return log;
    }

    /** The client of the tracking server, for what {@link #log} and {@link #registry} do not cover. */
    public TrackingClient tracking() {
        return tracking;
    }

    public ModelRegistry registry() {
        return registry;
    }

    /** The session, opened on first use. */
    public SparkSession spark() {
        lake();
        return spark;
    }

    /** The lake, for what {@link #read} and {@link #publish} do not cover, such as history. */
    public Lake lake() {
        if (lake == null) {
            LakeConfig config = LakeConfig.fromEnvironment(project.environment(), project.root());
            if (SparkSession.getDefaultSession().isEmpty()) {
                report("starting Spark on " + config.sparkMaster());
            }
            spark = Lake.openSession(project.name() + " " + step, config);
            lake = new Lake(spark, config);
            outputs.forEach(lake::begin); // of two concurrent runs of a step, the second to publish fails
        }
        return lake;
    }

    /** Prints a line of progress. */
    public void report(String line) {
        log.report(line);
    }

    /**
     * The newest published snapshot of a dataset.
     *
     * @throws StepException if there is none yet, with the make target that publishes it
     */
    public Snapshot latestSnapshot(Contract dataset) {
        return lake().current(dataset.dataset())
                .orElseThrow(() ->
                        new StepException("There is no " + dataset.dataset() + " yet. " + howToPublish(dataset, "")));
    }

    /**
     * The newest published snapshot that was computed by a features version.
     *
     * @param dataset of features
     * @throws StepException naming the version, which version the current snapshot was computed by, and the command to run
     */
    public Snapshot latestSnapshotUsing(ModelVersion features, Contract dataset) {
        Snapshot current = latestSnapshot(dataset);
        return lake().history(dataset.dataset()).stream()
                .filter(snapshot -> Lineage.isMadeBy(snapshot, features))
                .findFirst()
                .orElseThrow(() -> new StepException("No snapshot of " + dataset.dataset() + " was made by "
                        + features.name() + " " + features.version() + "; the current one, " + current.id()
                        + ", was made by " + features.name() + " "
                        + current.summary().getOrDefault(Lineage.modelKey(features.name()), "unknown") + ". "
                        + howToPublish(dataset, " FEATURES=" + features.version())));
    }

    private static String howToPublish(Contract dataset, String arguments) {
        return dataset.producer()
                .map(step -> "Run: make " + step + arguments)
                .orElse("Run the step that publishes it.");
    }

    /**
     * The snapshot of another dataset that a snapshot was computed from.
     *
     * @param from the other dataset
     * @throws StepException if the snapshot's summary names none
     */
    public Snapshot source(Snapshot snapshot, Contract from) {
        return Optional.ofNullable(snapshot.summary().get(Lineage.inputKey(from.dataset())))
                .flatMap(id -> lake().find(from.dataset(), SnapshotRef.id(Long.parseLong(id))))
                .orElseThrow(() -> new StepException(
                        "Snapshot " + snapshot.id() + " of " + snapshot.dataset() + " does not name the snapshot of "
                                + from.dataset() + " that it was computed from. Publish it again."));
    }

    /** Reads a snapshot under its contract and logs it as an input of the run. */
    public Dataset<Row> read(Contract contract, Snapshot snapshot) {
        return datasets.read(lake(), contract, snapshot);
    }

    /** Publishes rows as the next snapshot of a dataset: written, audited, tagged with the run, made current. */
    public Snapshot publish(Dataset<Row> rows, Contract contract) {
        return datasets.publish(rows, contract, lake()::publish);
    }

    /**
     * As {@link #publish(Dataset, Contract)}, for a step that publishes more than one snapshot of a dataset.
     *
     * @param part distinguishes the snapshots of this run; letters, digits and dashes
     */
    public Snapshot publishPart(Dataset<Row> rows, Contract contract, String part) {
        Snapshot snapshot = datasets.publishPart(rows, contract, part, Map.of(), lake()::publish);
        log.logInputsOfPart(part);
        return snapshot;
    }

    /**
     * Publishes the rows of the snapshot before and these.
     *
     * @param part distinguishes the snapshots of this run; letters, digits and dashes
     * @param notes kept with the snapshot, in the same commit as the rows
     */
    public Snapshot append(Dataset<Row> rows, Contract contract, String part, Map<String, String> notes) {
        return datasets.publishPart(rows, contract, part, notes, lake()::append);
    }

    /**
     * Publishes rows in place of those of the snapshot before, or after them.
     *
     * @param notes kept with the snapshot, in the same commit as the rows
     * @param observer may end the publication between two commits by throwing
     */
    public Snapshot publish(
            Dataset<Row> rows,
            Contract contract,
            EarlierRows earlier,
            Map<String, String> notes,
            PublishObserver observer) {
        Lake lake = lake();
        return datasets.publish(
                rows,
                contract,
                notes,
                observer,
                switch (earlier) {
                    case KEEP -> lake::append;
                    case UPSERT -> lake::upsert;
                    case REPLACE -> lake::publish;
                });
    }

    /** What becomes of the rows of the snapshot before. */
    public enum EarlierRows {
        /** The next snapshot has them as well. */
        KEEP,
        /** As {@code KEEP}, without those whose key a new row has. */
        UPSERT,
        /** The next snapshot has the new rows only. */
        REPLACE
    }

    /** Whether Spark and the process belong to a cluster of Databricks, and so are not this step's to end. */
    static boolean isOnDatabricks(Map<String, String> environment) {
        return environment.containsKey("DATABRICKS_RUNTIME_VERSION");
    }

    @Override
    public void close() {
        if (spark != null && CommandMain.isInSequence()) {
            spark.catalog().clearCache();
            spark.sparkContext().clearJobGroup();
        } else if (spark != null && !isOnDatabricks(project.environment())) {
            spark.stop();
        }
        log.close();
    }
}
