package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.ArtifactFile;
import dev.lastmile.tracking.S3Settings;
import dev.lastmile.tracking.TrackingException;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.Result;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Artifacts directly in S3.
 *
 * <p>The only class that uses the MinIO SDK, which is loaded for the first {@code s3://} location and not needed without
 * one.
 */
final class S3Store implements ArtifactStore {
    private final MinioClient client;
    private final String place;
    private final Backoff backoff;
    private final String bucket;
    private final String root;

    private S3Store(MinioClient client, String place, Backoff backoff, String bucket, String root) {
        this.client = client;
        this.place = place;
        this.backoff = backoff;
        this.bucket = bucket;
        this.root = root;
    }

    /** Opens stores of one S3 server with shared connections. */
    static final class Server implements AutoCloseable {
        private final MinioClient client;
        private final String place;
        private final Backoff backoff;

        Server(S3Settings settings, Duration timeout, Backoff backoff) {
            this.place = settings.endpoint().map(Object::toString).orElse("https://s3.amazonaws.com");
            this.backoff = backoff;
            try {
                MinioClient.Builder builder = MinioClient.builder().endpoint(place);
                settings.region().ifPresent(builder::region);
                builder.credentialsProvider(new StaticProvider(
                        require(settings.accessKey().orElse(""), "AWS_ACCESS_KEY_ID"),
                        require(settings.secretKey().orElse(""), "AWS_SECRET_ACCESS_KEY"),
                        settings.sessionToken().orElse(null)));
                client = builder.build();
            } catch (IllegalArgumentException e) {
                throw new TrackingException(
                        "S3 at " + place + " cannot be used: " + e.getMessage()
                                + ". Set MLFLOW_S3_ENDPOINT_URL to an address such as http://127.0.0.1:9000",
                        e);
            }
            client.setTimeout(timeout.toMillis(), timeout.toMillis(), timeout.toMillis());
        }

        S3Store store(String bucket, String root) {
            return new S3Store(client, place, backoff, bucket, root);
        }

        @Override
        public void close() {
            try {
                client.close();
            } catch (Exception e) {
                // Nothing is lost: all calls have ended.
            }
        }

        private static String require(String value, String variable) {
            if (value.isEmpty()) {
                throw new TrackingException(variable + " is not set, and artifacts at s3:// locations need it. Set it,"
                        + " or start the tracking server with --serve-artifacts.");
            }
            return value;
        }
    }

    @Override
    public void upload(String path, Path file) {
        String key = key(path);
        attempt("PUT", key, () -> {
            try (InputStream in = Files.newInputStream(file)) {
                client.putObject(PutObjectArgs.builder().bucket(bucket).object(key).stream(in, Files.size(file), -1)
                        .build());
            }
            return null;
        });
    }

    @Override
    public byte[] read(String path) {
        String key = key(path);
        return attempt("GET", key, () -> {
            try (InputStream in = open(key)) {
                return in.readAllBytes();
            }
        });
    }

    @Override
    public void download(String path, Path target) {
        String key = key(path);
        attempt("GET", key, () -> {
            try (InputStream in = open(key)) {
                Files.deleteIfExists(target); // left by an earlier attempt
                Files.copy(in, target);
            }
            return null;
        });
    }

    @Override
    public List<ArtifactFile> list(String path) {
        String folder = ArtifactPath.join(root, path);
        String prefix = folder.isEmpty() ? "" : folder + "/";
        return attempt("LIST", prefix, () -> {
            List<ArtifactFile> files = new ArrayList<>();
            for (Result<Item> result : client.listObjects(
                    ListObjectsArgs.builder().bucket(bucket).prefix(prefix).build())) {
                Item item = result.get();
                if (!item.objectName().equals(prefix)) { // some tools mark a folder with an empty object
                    String name = item.objectName().substring(prefix.length());
                    name = item.isDir() ? name.substring(0, name.length() - 1) : name;
                    files.add(new ArtifactFile(
                            ArtifactPath.join(path, ArtifactPath.name(name, path)),
                            item.isDir(),
                            item.isDir() ? 0 : item.size()));
                }
            }
            return files;
        });
    }

    private InputStream open(String key) throws MinioException, IOException, GeneralSecurityException {
        return client.getObject(
                GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    private String key(String path) {
        return ArtifactPath.join(root, ArtifactPath.of(path));
    }

    @FunctionalInterface
    private interface Request<T> {
        T send() throws MinioException, IOException, GeneralSecurityException;
    }

    private <T> T attempt(String verb, String key, Request<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send();
            } catch (MinioException | IOException | GeneralSecurityException e) {
                TrackingException failure = S3Failures.of(verb + " s3://" + bucket + "/" + key, place, e);
                if (attempt > backoff.maxRetries() || !S3Failures.mayPass(failure)) {
                    throw failure;
                }
            }
            backoff.pause(attempt, Duration.ZERO);
        }
    }
}
