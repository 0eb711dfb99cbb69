package dev.lastmile.tracking;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Where the tracking server is, who asks, and how patiently.
 *
 * <p>The variables are MLflow's own:
 *
 * <ul>
 *   <li>{@code MLFLOW_TRACKING_URI}: the server's address, {@code http://…} or {@code https://…}, or {@code databricks}
 *       or {@code databricks://profile} for a workspace, see {@link DatabricksWorkspace}; required
 *   <li>{@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}: basic authentication
 *   <li>{@code MLFLOW_TRACKING_TOKEN}: bearer authentication; as in MLflow, user and password go first
 *   <li>{@code MLFLOW_EXPERIMENT_ID} or {@code MLFLOW_EXPERIMENT_NAME}: the experiment, in place of the project's own
 *   <li>{@code MLFLOW_HTTP_REQUEST_MAX_RETRIES}: 5 by default
 *   <li>{@code MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR}: seconds before the first retry, doubled for each one after; 1 by
 *       default
 *   <li>{@code MLFLOW_HTTP_REQUEST_TIMEOUT}: seconds without progress after which a call fails; 120 by default
 *   <li>{@code MLFLOW_S3_ENDPOINT_URL}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code
 *       AWS_SESSION_TOKEN}, {@code AWS_REGION} or {@code AWS_DEFAULT_REGION}: for artifacts at {@code s3://} locations
 * </ul>
 *
 * <p>One is ours: {@code LASTMILE_ARTIFACT_LOCATION}, where a new experiment keeps its artifacts, such as {@code
 * dbfs:/projects/iris} or {@code s3://bucket/iris}.
 *
 * <p>Five retries from one second up take half a minute; MLflow's own defaults would keep a step waiting for four
 * minutes on a server that is gone.
 */
public final class TrackingConfig {
    /** The variable that names the server. */
    public static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

    /** The variable that names the experiment by its id. */
    public static final String EXPERIMENT_ID = "MLFLOW_EXPERIMENT_ID";
    /** The variable that names the experiment. */
    public static final String EXPERIMENT_NAME = "MLFLOW_EXPERIMENT_NAME";
    /** The variable that says where a new experiment keeps its artifacts. */
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

    /** The value of the {@code Authorization} header, if there are credentials. */
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

    /** How long a call may go without a byte sent or received. */
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

    /** The experiment to use whatever it is called. */
    public Optional<String> experimentId() {
        return experimentId;
    }

    /** The experiment's name where it is not the project's. */
    public Optional<String> experimentName() {
        return experimentName;
    }

    /** Where a new experiment keeps its artifacts, without a slash at its end; empty to leave it to the server. */
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
