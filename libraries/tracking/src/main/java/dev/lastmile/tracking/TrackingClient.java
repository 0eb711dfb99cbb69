package dev.lastmile.tracking;

import dev.lastmile.tracking.internal.Connection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A client of an MLflow tracking server and model registry.
 *
 * <p>Every method is synchronous and throws {@link TrackingException}, with MLflow's error code and message if the server
 * rejects the request, and without a status if it cannot be reached. Idempotent calls are retried on 408, 429, 500, 502,
 * 503, 504 and on broken connections, as configured by {@link TrackingConfig}; calls that create something ({@link
 * #createRun}, {@link #createModelVersion}, a new experiment or registered model) only if no connection was made.
 *
 * <p>Artifacts at {@code mlflow-artifacts:} locations go through the server, those at {@code s3://} locations directly
 * to S3, those at {@code dbfs:} locations through the workspace or to the addresses that it signs. Paths of artifacts are relative, with {@code /} between names, and never leave their folder.
 *
 * <p>Thread-safe; one client per process is enough.
 */
public final class TrackingClient implements AutoCloseable {
    private final URI uri;
    private final Connection connection;

    public TrackingClient(TrackingConfig config) {
        this.uri = config.uri();
        this.connection = new Connection(config);
    }

    /** The server's address, without a slash at its end. */
    public URI uri() {
        return uri;
    }

    /**
     * Checks that the server responds, without retries.
     *
     * @throws TrackingException if it does not, naming the address and where it was set
     */
    public void ping() {
        connection.ping();
    }

    /**
     * Finds the experiment with a name, or creates it; returns its id. {@code MLFLOW_EXPERIMENT_ID} and {@code
     * MLFLOW_EXPERIMENT_NAME} override the name; in a Databricks workspace a name that is not a path is in the folder
     * {@code /Shared}.
     *
     * @throws TrackingException if it was deleted, since the server reserves its name; if no experiment has the configured
     *     id; if its artifact location differs from {@code LASTMILE_ARTIFACT_LOCATION}
     */
    public String findOrCreateExperiment(String name) {
        return connection.runs().findOrCreateExperiment(name);
    }

    /** Creates a run that starts now. */
    public Run createRun(String experimentId, String name, Map<String, String> tags) {
        return connection.runs().create(experimentId, name, tags);
    }

    /**
     * Gets a run.
     *
     * @throws TrackingException if no run has this id
     */
    public Run run(String id) {
        return connection.runs().run(id);
    }

    /** Sets the final status of a run, which ends now. */
    public void endRun(String id, RunStatus status) {
        connection.runs().end(id, status);
    }

    /** Sets or replaces a tag of a run. */
    public void setTag(String runId, String key, String value) {
        connection.runs().setTag(runId, key, value);
    }

    /**
     * Logs metrics, params and tags, in as few requests as the server's limits allow.
     *
     * @param params immutable: the server rejects another value for the same name
     */
    public void logBatch(
            String runId, Map<String, Double> metrics, Map<String, String> params, Map<String, String> tags) {
        connection.runs().logBatch(runId, metrics, params, tags);
    }

    /** Logs a metric's value at a step, such as the loss after each epoch. */
    public void logMetric(String runId, String name, double value, long step) {
        connection.runs().logMetric(runId, name, value, step);
    }

    /** Logs the datasets that a run has read. */
    public void logInputs(String runId, List<DatasetInput> inputs) {
        connection.runs().logInputs(runId, inputs);
    }

    /**
     * Runs of an experiment, newest first.
     *
     * @param filter in MLflow's search syntax, such as {@code attributes.status = 'FINISHED'}; empty for all
     * @param max maximum number of runs
     */
    public List<Run> searchRuns(String experimentId, String filter, int max) {
        return connection.runs().search(experimentId, filter, max);
    }

    /** Uploads a file, which may be empty. */
    public void uploadArtifact(String runId, String path, Path file) {
        connection.runArtifacts().upload(runId, path, file);
    }

    /**
     * Uploads all files below a folder, empty ones included.
     *
     * @param path the folder among the run's artifacts; empty for the root
     */
    public void uploadArtifacts(String runId, String path, Path folder, UploadObserver observer) {
        connection.runArtifacts().uploadFolder(runId, path, folder, observer);
    }

    /** The content of an artifact. */
    public byte[] downloadArtifact(String runId, String path) {
        return connection.runArtifacts().read(runId, path);
    }

    /**
     * Lists a folder of a run's artifacts, without subfolders; empty if the folder does not exist.
     *
     * @param path empty for the root
     */
    public List<ArtifactFile> listArtifacts(String runId, String path) {
        return connection.runArtifacts().list(runId, path);
    }

    /** Finds the registered model with a name, or creates it. */
    public RegisteredModel findOrCreateRegisteredModel(String name) {
        return connection.registry().findOrCreate(name);
    }

    public Optional<RegisteredModel> registeredModel(String name) {
        return connection.registry().find(name);
    }

    public List<RegisteredModel> registeredModels() {
        return connection.registry().models();
    }

    /** Sets or replaces a tag of a registered model. */
    public void setRegisteredModelTag(String name, String key, String value) {
        connection.registry().setTag(name, key, value);
    }

    /** All versions of a registered model, highest number first; empty if the model does not exist. */
    public List<ModelVersion> modelVersions(String name) {
        return connection.registry().versions(name);
    }

    /** A version by its number; empty if the model or version does not exist. */
    public Optional<ModelVersion> modelVersion(String name, String version) {
        return connection.registry().version(name, version);
    }

    /** The version with an alias; empty if the model or alias does not exist. */
    public Optional<ModelVersion> modelVersionByAlias(String name, String alias) {
        return connection.registry().versionByAlias(name, alias);
    }

    /**
     * Registers a folder of a run's artifacts as the next version of a model, and waits until it is ready.
     *
     * @param artifactPath the folder that contains {@code MLmodel}
     * @param tags of the version, set when it is created
     */
    public ModelVersion createModelVersion(String name, String runId, String artifactPath, Map<String, String> tags) {
        return connection.registry().create(name, runId, artifactPath, tags);
    }

    /**
     * Sets an alias to a version. In a Databricks workspace, whose registry has no aliases, it is the tag {@code
     * lastmile.alias.<alias>} of the model.
     */
    public void setAlias(String name, String alias, String version) {
        connection.registry().setAlias(name, alias, version);
    }

    /** Deletes an alias, if it exists. */
    public void deleteAlias(String name, String alias) {
        connection.registry().deleteAlias(name, alias);
    }

    /** Sets or replaces a tag of a version. */
    public void setModelVersionTag(String name, String version, String key, String value) {
        connection.registry().setVersionTag(name, version, key, value);
    }

    /** The content of one file of a version, such as {@code model.onnx}. */
    public byte[] downloadModelFile(ModelVersion version, String file) {
        return connection.registry().read(version, file);
    }

    /**
     * Downloads all files of a version.
     *
     * @param folder must not exist; it is created atomically with all files
     * @throws TrackingException if it exists, or the server lists a file outside it
     */
    public void downloadModel(ModelVersion version, Path folder) {
        connection.registry().download(version, folder);
    }

    /**
     * Copies everything to another server: experiments, runs with all that they logged, logged models, registered models
     * with their versions and aliases, and all files. Names and version numbers are kept, run ids are not. An interrupted
     * copy can be repeated: it resumes where it ended.
     *
     * @param progress receives a line for each finished experiment and model
     * @throws TrackingException if the destination has other versions under the same names, or an experiment that was
     *     deleted there
     */
    public CopyReport copyTo(TrackingClient destination, Consumer<String> progress) {
        return connection.copyTo(destination.connection, progress);
    }

    /** Closes connections to S3; those to the tracking server time out by themselves. */
    @Override
    public void close() {
        connection.close();
    }
}
