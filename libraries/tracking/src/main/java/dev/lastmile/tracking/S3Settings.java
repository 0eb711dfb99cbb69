package dev.lastmile.tracking;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Access to artifacts at {@code s3://} locations.
 *
 * @param endpoint the address of an S3 server; Amazon's own if empty
 * @param region empty to query the server for it
 */
public record S3Settings(
        Optional<URI> endpoint,
        Optional<String> accessKey,
        Optional<String> secretKey,
        Optional<String> sessionToken,
        Optional<String> region) {
    private static final String ENDPOINT = "MLFLOW_S3_ENDPOINT_URL";

    static S3Settings fromEnvironment(Map<String, String> environment) {
        return new S3Settings(
                Variables.text(environment, ENDPOINT)
                        .map(text -> Variables.httpAddress(ENDPOINT, text, "http://127.0.0.1:9000")),
                Variables.text(environment, "AWS_ACCESS_KEY_ID"),
                Variables.text(environment, "AWS_SECRET_ACCESS_KEY"),
                Variables.text(environment, "AWS_SESSION_TOKEN"),
                Variables.text(environment, "AWS_REGION").or(() -> Variables.text(environment, "AWS_DEFAULT_REGION")));
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "S3Settings[endpoint=" + endpoint + ", region=" + region + "]";
    }
}
