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
 *   <li>{@code MLFLOW_TRACKING_URI}: the server's address, {@code http://…} or {@code https://…}; required
 *   <li>{@code MLFLOW_TRACKING_USERNAME} and {@code MLFLOW_TRACKING_PASSWORD}: basic authentication
 *   <li>{@code MLFLOW_TRACKING_TOKEN}: bearer authentication; as in MLflow, user and password go first
 *   <li>{@code MLFLOW_HTTP_REQUEST_MAX_RETRIES}: 5 by default
 *   <li>{@code MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR}: seconds before the first retry, doubled for each one after; 1 by
 *       default
 *   <li>{@code MLFLOW_HTTP_REQUEST_TIMEOUT}: seconds without progress after which a call fails; 120 by default
 *   <li>{@code MLFLOW_S3_ENDPOINT_URL}, {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code
 *       AWS_SESSION_TOKEN}, {@code AWS_REGION} or {@code AWS_DEFAULT_REGION}: for artifacts at {@code s3://} locations
 * </ul>
 *
 * <p>Five retries from one second up take half a minute; MLflow's own defaults would keep a step waiting for four
 * minutes on a server that is gone.
 */
public final class TrackingConfig {
    /** The variable that names the server. */
    public static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

    private static final String EXAMPLE = "http://127.0.0.1:5000";

    private final URI uri;
    private final Optional<String> authorization;
    private final int maxRetries;
    private final Duration backoff;
    private final Duration timeout;
    private final S3Settings s3;

    private TrackingConfig(
            URI uri,
            Optional<String> authorization,
            int maxRetries,
            Duration backoff,
            Duration timeout,
            S3Settings s3) {
        this.uri = uri;
        this.authorization = authorization;
        this.maxRetries = maxRetries;
        this.backoff = backoff;
        this.timeout = timeout;
        this.s3 = s3;
    }

    /**
     * @param environment such as {@link System#getenv()}
     * @throws TrackingException naming the variable that is missing or wrong
     */
    public static TrackingConfig fromEnvironment(Map<String, String> environment) {
        String address = Variables.text(environment, URI_VARIABLE)
                .orElseThrow(() -> new TrackingException(
                        URI_VARIABLE + " is not set. Set it to the tracking server's address, such as " + EXAMPLE));
        if (address.equals("databricks") || address.startsWith("databricks:")) {
            throw new TrackingException(URI_VARIABLE + " is '" + address + "', and Databricks is not supported yet."
                    + " Set it to an MLflow server's address, such as " + EXAMPLE);
        }
        return new TrackingConfig(
                Variables.httpAddress(URI_VARIABLE, address, EXAMPLE),
                authorization(environment),
                (int) Math.min(100, Variables.number(environment, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 5, 0)),
                seconds(Variables.number(environment, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 1, 0)),
                seconds(Variables.number(environment, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120, 0.001)),
                S3Settings.fromEnvironment(environment));
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
        Optional<String> token = Variables.text(environment, "MLFLOW_TRACKING_TOKEN");
        // Refused here, since the JDK's own refusal of such a header prints it.
        if (token.filter(text -> !text.chars().allMatch(c -> c > ' ' && c < 127))
                .isPresent()) {
            throw new TrackingException("MLFLOW_TRACKING_TOKEN has a space, a line break or another character that no"
                    + " token has. Set it to the token alone.");
        }
        return token.map(text -> "Bearer " + text);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
