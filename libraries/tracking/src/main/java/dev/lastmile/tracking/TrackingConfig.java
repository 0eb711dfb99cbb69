package dev.lastmile.tracking;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Address, credentials, timeouts and retries of the tracking server.
 *
 * <p>The variables are MLflow's own:
 *
 * <ul>
 *   <li>{@code MLFLOW_TRACKING_URI}: the server's address, {@code http://…} or {@code https://…}, or {@code databricks}
 *       or {@code databricks://profile} for a workspace, see {@link DatabricksWorkspace}; required
 *   <li>{@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}: basic authentication
 *   <li>{@code MLFLOW_TRACKING_TOKEN}: bearer authentication; as in MLflow, user and password go first
 *   <li>{@code MLFLOW_EXPERIMENT_ID} or {@code MLFLOW_EXPERIMENT_NAME}: the experiment, instead of the project's
 *   <li>{@code MLFLOW_HTTP_REQUEST_MAX_RETRIES}: 5 by default
 *   <li>{@code MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR}: seconds before the first retry, doubled for each one after; 1 by
 *       default
 *   <li>{@code MLFLOW_HTTP_REQUEST_TIMEOUT}: seconds without progress after which a call fails; 120 by default
 *   <li>{@code MLFLOW_S3_ENDPOINT_URL}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code
 *       AWS_SESSION_TOKEN}, {@code AWS_REGION} or {@code AWS_DEFAULT_REGION}: for artifacts at {@code s3://} locations
 * </ul>
 *
 * <p>One is specific to Lastmile: {@code LASTMILE_ARTIFACT_LOCATION}, the artifact location of new experiments, such as {@code
 * dbfs:/projects/iris} or {@code s3://bucket/iris}.
 *
 * <p>Five retries with a backoff from one second take half a minute; with MLflow's defaults a step would wait for an
 * unavailable server for four minutes.
 */
public final class TrackingConfig {
    /** The variable with the address of the server. */
    public static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

    /** The variable that names the experiment by its id. */
    public static final String EXPERIMENT_ID = "MLFLOW_EXPERIMENT_ID";
    /** The variable that names the experiment. */
    public static final String EXPERIMENT_NAME = "MLFLOW_EXPERIMENT_NAME";
    /** The variable with the artifact location of new experiments. */
    public static final String ARTIFACT_LOCATION = "LASTMILE_ARTIFACT_LOCATION";

    private static final String EXAMPLE = "http://127.0.0.1:5000";

    private final URI uri;
    private final Optional<String> authorization;
    private final int maxRetries;
    private final Duration backoff;
    private final Duration timeout;
    private final S3Settings s3;
    private final boolean databricks;
    private final Optional<String> experimentId;
    private final Optional<String> experimentName;
    private final Optional<String> artifactLocation;

    private TrackingConfig(
            Map<String, String> environment, boolean databricks, URI uri, Optional<String> authorization) {
        this.databricks = databricks;
        this.uri = uri;
        this.authorization = authorization;
        this.maxRetries = (int) Math.min(100, Variables.number(environment, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 5, 0));
        this.backoff = seconds(Variables.number(environment, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 1, 0));
        this.timeout = seconds(Variables.number(environment, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120, 0.001));
        this.s3 = S3Settings.fromEnvironment(environment);
        this.experimentId = Variables.text(environment, EXPERIMENT_ID);
        this.experimentName = Variables.text(environment, EXPERIMENT_NAME);
        this.artifactLocation = Variables.text(environment, ARTIFACT_LOCATION).map(TrackingConfig::location);
    }

    /**
     * @param environment such as {@link System#getenv()}
     * @throws TrackingException naming the variable that is missing or wrong
     */
    public static TrackingConfig fromEnvironment(Map<String, String> environment) {
        String address = Variables.text(environment, URI_VARIABLE)
                .orElseThrow(() -> new TrackingException(
                        URI_VARIABLE + " is not set. Set it to the tracking server's address, such as " + EXAMPLE));
        if (DatabricksWorkspace.isMeantBy(address)) {
            DatabricksWorkspace workspace = DatabricksWorkspace.of(address, environment);
            return new TrackingConfig(environment, true, workspace.host(), Optional.of("Bearer " + workspace.token()));
        }
        return new TrackingConfig(
                environment, false, Variables.httpAddress(URI_VARIABLE, address, EXAMPLE), authorization(environment));
    }

    /** The server's address, without a slash at its end. */
    public URI uri() {
        return uri;
    }

    /** The value of the {@code Authorization} header; empty without credentials. */
    public Optional<String> authorization() {
        return authorization;
    }

    public int maxRetries() {
        return maxRetries;
    }

    /** The pause before the first retry; each one after is twice as long. */
    public Duration backoff() {
        return backoff;
    }

    /** How long a call may take without a byte sent or received. */
    public Duration timeout() {
        return timeout;
    }

    public S3Settings s3() {
        return s3;
    }

    /** Whether the server is a workspace of Databricks. */
    public boolean isDatabricks() {
        return databricks;
    }

    /** The id of the experiment to use, whatever its name; empty if not configured. */
    public Optional<String> experimentId() {
        return experimentId;
    }

    /** The experiment's name; empty for that of the project. */
    public Optional<String> experimentName() {
        return experimentName;
    }

    /** Artifact location of new experiments, without a slash at its end; empty for the server's default. */
    public Optional<String> artifactLocation() {
        return artifactLocation;
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "TrackingConfig[uri=" + uri + "]";
    }

    private static Optional<String> authorization(Map<String, String> environment) {
        Optional<String> user = Variables.text(environment, "MLFLOW_TRACKING_USERNAME");
        Optional<String> password =
                Optional.ofNullable(environment.get("MLFLOW_TRACKING_PASSWORD")).filter(text -> !text.isEmpty());
        if (user.isPresent() && password.isPresent()) {
            byte[] both = (user.get() + ":" + password.get()).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
        }
        return Variables.text(environment, "MLFLOW_TRACKING_TOKEN")
                .map(token -> "Bearer " + Variables.token("MLFLOW_TRACKING_TOKEN", token));
    }

    private static String location(String location) {
        if (!location.matches("[a-z][a-z0-9+.-]+:/.*[^/].*")) {
            throw new TrackingException(ARTIFACT_LOCATION + " is '" + location
                    + "'. Set it to an address such as dbfs:/projects/iris or s3://bucket/iris, or unset it.");
        }
        return location.replaceAll("/+$", "");
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
