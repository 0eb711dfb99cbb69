package dev.lastmile.lake;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a warehouse at {@code s3://} or {@code s3a://} is reached: the same variables as those of MLflow's artifacts, as
 * properties of Iceberg's S3FileIO ({@code S3FileIOProperties} and {@code AwsClientProperties} of Iceberg).
 *
 * <p>Without keys it is the AWS SDK that looks for them, in its files or with the role of a machine or a pod.
 */
final class S3Warehouse {
    static final String ENDPOINT = "MLFLOW_S3_ENDPOINT_URL";
    static final String KEY = "AWS_ACCESS_KEY_ID";
    static final String SECRET = "AWS_SECRET_ACCESS_KEY";

    private static final String TOKEN = "AWS_SESSION_TOKEN";
    private static final String REGION = "AWS_REGION";
    private static final String OTHER_REGION = "AWS_DEFAULT_REGION";
    /** What a store elsewhere than at Amazon takes as its region unless it was told another. */
    private static final String ANY_REGION = "us-east-1";

    private S3Warehouse() {}

    static boolean isOne(String warehouse) {
        return warehouse.startsWith("s3://") || warehouse.startsWith("s3a://");
    }

    /**
     * Iceberg's properties, with the keys in them.
     *
     * @throws LakeException naming the variable that does not fit
     */
    static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("io-impl", "org.apache.iceberg.aws.s3.S3FileIO");
        // The default one loads clients of services that nothing here calls.
        properties.put("s3.client-factory-impl", "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory");
        // Iceberg asks twenty times for a table's metadata; with the default of up to 20 s between the attempts of
        // each, a
        // store that is away would be noticed after a quarter of an hour.
        properties.put("s3.retry.num-retries", "3");
        properties.put("s3.retry.min-wait-ms", "200");
        properties.put("s3.retry.max-wait-ms", "2000");
        Optional<String> endpoint = LakeConfig.variable(environment, ENDPOINT);
        endpoint.ifPresent(address -> {
            requireAddress(address);
            properties.put("s3.endpoint", address);
            properties.put("s3.path-style-access", "true");
        });
        Optional<String> key = LakeConfig.variable(environment, KEY);
        Optional<String> secret = LakeConfig.variable(environment, SECRET);
        if (key.isPresent() != secret.isPresent()) {
            throw new LakeException((key.isPresent() ? KEY : SECRET) + " is set and " + (key.isPresent() ? SECRET : KEY)
                    + " is not. Set both, or neither where the machine has a role.");
        }
        key.ifPresent(value -> properties.put("s3.access-key-id", value));
        secret.ifPresent(value -> properties.put("s3.secret-access-key", value));
        LakeConfig.variable(environment, TOKEN).ifPresent(value -> properties.put("s3.session-token", value));
        LakeConfig.variable(environment, REGION)
                .or(() -> LakeConfig.variable(environment, OTHER_REGION))
                .or(() -> endpoint.map(address -> ANY_REGION))
                .ifPresent(region -> properties.put("client.region", region));
        return properties;
    }

    private static void requireAddress(String address) {
        try {
            URI uri = new URI(address);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && String.valueOf(uri.getScheme()).matches("https?")) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below; a password could be in the exception's text.
        }
        throw new LakeException(ENDPOINT + " is no address of an S3 store. Set it to one such as http://127.0.0.1:9000,"
                + " without a user in it, or unset it for Amazon's own.");
    }
}
