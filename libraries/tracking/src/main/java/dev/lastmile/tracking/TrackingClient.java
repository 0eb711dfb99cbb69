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
 * <p>Every method makes its calls at once and throws {@link TrackingException} with MLflow's error code and message if
 * the server refuses, and without a status if it is not reached. Calls that do the same when they are repeated are
 * repeated on 408, 429, 500, 502, 503, 504 and on broken connections, as {@link TrackingConfig} says; calls that make
 * something new each time ({@link #createRun}, {@link #createModelVersion}, a new experiment or registered model) only
 * while no connection could be made.
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
     * Asks the server whether it is well, once.
     *
     * @throws TrackingException if it does not answer, naming the address and where it was set
     */
    public void ping() {
        connection.ping();
    }

    /**
     * The id of the experiment with a name, made if there is none. Where {@code MLFLOW_EXPERIMENT_ID} or {@code
     * MLFLOW_EXPERIMENT_NAME} is set it is that experiment; in a workspace of Databricks a name that is no path is one in
     * the folder {@code /Shared}.
     *
     * @throws TrackingException if it was deleted, for then the server keeps its name; if there is none with that id; if
     *     its artifacts are elsewhere than {@code LASTMILE_ARTIFACT_LOCATION} says
     */
    public String findOrCreateExperiment(String name) {
        return connection.runs().findOrCreateExperiment(name);
    }

    /** Starts a run, now. */
    public Run createRun(String experimentId, String name, Map<String, String> tags) {
        return connection.runs().create(experimentId, name, tags);
    }

    /**
     * A run as it is now.
     *
     * @throws TrackingException if there is none with this id
     */
    public Run run(String id) {
        return connection.runs().run(id);
    }

    /** Ends a run, now. */
    public void endRun(String id, RunStatus status) {
        connection.runs().end(id, status);
    }

    /** Sets a tag of a run, or changes it. */
    public void setTag(String runId, String key, String value) {
        connection.runs().setTag(runId, key, value);
    }

    /**
     * Logs metrics, params and tags, in as few requests as the server's limits allow.
     *
     * @param params written once: the server refuses another value for the same name
     */
    public void logBatch(
            String runId, Map<String, Double> metrics, Map<String, String> params, Map<String, String> tags) {
        connection.runs().logBatch(runId, metrics, params, tags);
    }

    /** Logs a metric's value at a step, such as the loss after each epoch. */
    public void logMetric(String runId, String name, double value, long step) {
        connection.runs().logMetric(runId, name, value, step);
    }

    /** Records what a run has read. */
    public void logInputs(String runId, List<DatasetInput> inputs) {
        connection.runs().logInputs(runId, inputs);
    }

    /**
     * Runs of an experiment, newest first.
     *
     * @param filter in MLflow's search syntax, such as {@code attributes.status = 'FINISHED'}; empty text for all
     * @param max how many at most
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
     * @param path the folder among the run's artifacts; empty text for the top
     */
    public void uploadArtifacts(String runId, String path, Path folder, UploadObserver observer) {
        connection.runArtifacts().uploadFolder(runId, path, folder, observer);
    }

    /** The content of an artifact. */
    public byte[] downloadArtifact(String runId, String path) {
        return connection.runArtifacts().read(runId, path);
    }

    /**
     * What lies directly in a folder of a run's artifacts; empty if there is no such folder.
     *
     * @param path empty text for the top
     */
    public List<ArtifactFile> listArtifacts(String runId, String path) {
        return connection.runArtifacts().list(runId, path);
    }

    /** The registered model with a name, made if there is none. */
    public RegisteredModel findOrCreateRegisteredModel(String name) {
        return connection.registry().findOrCreate(name);
    }

    public Optional<RegisteredModel> registeredModel(String name) {
        return connection.registry().find(name);
    }

    public List<RegisteredModel> registeredModels() {
        return connection.registry().models();
    }

    /** Sets a tag of a registered model, or changes it. */
    public void setRegisteredModelTag(String name, String key, String value) {
        connection.registry().setTag(name, key, value);
    }

    /** All versions of a registered model, the highest number first; none if there is no such model. */
    public List<ModelVersion> modelVersions(String name) {
        return connection.registry().versions(name);
    }

    /** A version by its number; empty if there is no such model or version. */
    public Optional<ModelVersion> modelVersion(String name, String version) {
        return connection.registry().version(name, version);
    }

    /** The version that an alias stands for; empty if there is no such model or alias. */
    public Optional<ModelVersion> modelVersionByAlias(String name, String alias) {
        return connection.registry().versionByAlias(name, alias);
    }

    /**
     * Registers what lies in a folder of a run's artifacts as the next version of a model, and waits until it is ready.
     *
     * @param artifactPath the folder that has the file {@code MLmodel}
     * @param tags of the version, which has them from its first moment
     */
    public ModelVersion createModelVersion(String name, String runId, String artifactPath, Map<String, String> tags) {
        return connection.registry().create(name, runId, artifactPath, tags);
    }

    /**
     * Lets an alias stand for a version, and no longer for another. In a workspace of Databricks, whose registry has no
     * aliases, it is the tag {@code lastmile.alias.<alias>} of the model.
     */
    public void setAlias(String name, String alias, String version) {
        connection.registry().setAlias(name, alias, version);
    }

    /** Deletes an alias, if there is one. */
    public void deleteAlias(String name, String alias) {
        connection.registry().deleteAlias(name, alias);
    }

    /** Sets a tag of a version, or changes it. */
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
     * @param folder does not exist yet; it appears with all files in it, or not at all
     * @throws TrackingException if it exists, or the server names a file outside it
     */
    public void downloadModel(ModelVersion version, Path folder) {
        connection.registry().download(version, folder);
    }

    /**
     * Copies everything to another server: experiments, runs with all that they logged, logged models, registered models
     * with their versions and aliases, and all files. Names and numbers of versions stay, ids of runs do not. A copy that
     * was interrupted can be repeated: it goes on where it ended.
     *
     * @param progress is told of each experiment and model that is done
     * @throws TrackingException if the destination has other versions under the same names, or an experiment that was
     *     deleted there
     */
    public CopyReport copyTo(TrackingClient destination, Consumer<String> progress) {
        return connection.copyTo(destination.connection, progress);
    }

    /** Ends the connections to S3, if there are any; those to the tracking server end by themselves. */
    @Override
    public void close() {
        connection.close();
    }
}
