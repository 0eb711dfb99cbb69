package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Artifacts directly in a real S3: the variable holds its address, {@code AWS_ACCESS_KEY_ID} and {@code
 * AWS_SECRET_ACCESS_KEY} the credentials. The bucket {@code lastmile-test} is made if it is not there.
 */
@Tag("real-s3")
class S3Test {
    static final String VARIABLE = "LASTMILE_S3_ENDPOINT";

    private static final String BUCKET = "lastmile-test";

    @TempDir
    Path folder;

    private final FaultyServer server = new FaultyServer();
    private final String location = "s3://" + BUCKET + "/" + UUID.randomUUID() + "/artifacts";
    private TrackingClient client;

    @BeforeEach
    void connect() throws Exception {
        try (MinioClient s3 = MinioClient.builder()
                .endpoint(System.getenv(VARIABLE))
                .credentials(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"))
                .build()) {
            if (!s3.bucketExists(BucketExistsArgs.builder().bucket(BUCKET).build())) {
                s3.makeBucket(MakeBucketArgs.builder().bucket(BUCKET).build());
            }
        }
        client = client("MLFLOW_S3_ENDPOINT_URL", System.getenv(VARIABLE));
        answerWithRun(location);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void filesComeBackByteForByteEmptyOnesIncluded() throws Exception {
        byte[] content = new byte[6_000_000];
        new Random(1).nextBytes(content);
        Path up = Files.createDirectories(folder.resolve("up/sparkml"));
        Files.createFile(up.resolve("_SUCCESS"));
        Files.write(up.resolve("part-00000"), content);
        Files.writeString(folder.resolve("up/a b+ü.txt"), "x");

        List<String> seen = new ArrayList<>();
        client.uploadArtifacts("r", "model", folder.resolve("up"), (file, done, total) -> seen.add(file));

        assertThat(seen).containsExactly("a b+ü.txt", "sparkml/_SUCCESS", "sparkml/part-00000");
        assertThat(client.listArtifacts("r", "")).containsExactly(new ArtifactFile("model", true, 0));
        assertThat(client.listArtifacts("r", "model"))
                .containsExactlyInAnyOrder(
                        new ArtifactFile("model/a b+ü.txt", false, 1), new ArtifactFile("model/sparkml", true, 0));
        assertThat(client.listArtifacts("r", "model/sparkml"))
                .containsExactly(
                        new ArtifactFile("model/sparkml/_SUCCESS", false, 0),
                        new ArtifactFile("model/sparkml/part-00000", false, content.length));
        assertThat(client.listArtifacts("r", "nowhere")).isEmpty();
        assertThat(client.downloadArtifact("r", "model/sparkml/part-00000")).isEqualTo(content);
        assertThat(client.downloadArtifact("r", "model/sparkml/_SUCCESS")).isEmpty();
    }

    @Test
    void aModelComesBackWhole() throws Exception {
        Files.createDirectories(folder.resolve("up/sparkml"));
        Files.writeString(folder.resolve("up/MLmodel"), "flavors: {}");
        Files.createFile(folder.resolve("up/sparkml/_SUCCESS"));
        client.uploadArtifacts("r", "model", folder.resolve("up"), (file, done, total) -> {});
        server.thenJson(200, "{\"artifact_uri\":\"" + location + "/model\"}");

        client.downloadModel(
                new ModelVersion("iris", "1", "READY", "r", location + "/model", Map.of(), List.of()),
                folder.resolve("down"));

        assertThat(folder.resolve("down/MLmodel")).hasContent("flavors: {}");
        assertThat(folder.resolve("down/sparkml/_SUCCESS")).isEmptyFile();
    }

    @Test
    void whatIsNotThereIsAnErrorWithItsCode() {
        assertThatThrownBy(() -> client.downloadArtifact("r", "nothing.txt"))
                .isInstanceOfSatisfying(TrackingException.class, e -> {
                    assertThat(e.status()).isEqualTo(OptionalInt.of(404));
                    assertThat(e.errorCode()).isEqualTo("NoSuchKey");
                })
                .hasMessageStartingWith("GET " + location + "/nothing.txt at " + System.getenv(VARIABLE)
                        + " was answered with 404 NoSuchKey");
    }

    @Test
    void aWrongKeyIsToldWithoutBeingRepeated() {
        answerWithRun(location);
        try (TrackingClient stranger =
                client("MLFLOW_S3_ENDPOINT_URL", System.getenv(VARIABLE), "AWS_SECRET_ACCESS_KEY", "wr0ngs3cret")) {
            assertThatThrownBy(() -> {
                        answerWithRun(location);
                        stranger.downloadArtifact("r", "nothing.txt");
                    })
                    .isInstanceOfSatisfying(
                            TrackingException.class, e -> assertThat(e.status()).isEqualTo(OptionalInt.of(403)))
                    .hasMessageContaining("SignatureDoesNotMatch")
                    .hasMessageNotContaining("wr0ngs3cret");
        }
    }

    @Test
    void anS3ServerThatIsAwayIsNamedWithItsVariable() {
        try (TrackingClient lost = client("MLFLOW_S3_ENDPOINT_URL", "http://127.0.0.1:1")) {
            answerWithRun(location);
            assertThatThrownBy(() -> lost.downloadArtifact("r", "nothing.txt"))
                    .isInstanceOfSatisfying(
                            TrackingException.class, e -> assertThat(e.status()).isEmpty())
                    .hasMessageStartingWith("S3 at http://127.0.0.1:1 cannot be reached (")
                    .hasMessageContaining("MLFLOW_S3_ENDPOINT_URL");
        }
    }

    private void answerWithRun(String location) {
        server.thenJson(200, "{\"run\":{\"info\":{\"status\":\"RUNNING\",\"artifact_uri\":\"" + location + "\"}}}");
    }

    private TrackingClient client(String... environment) {
        Map<String, String> all = new HashMap<>(Map.of(
                "MLFLOW_TRACKING_URI", server.uri().toString(),
                "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0.001",
                "AWS_ACCESS_KEY_ID", System.getenv("AWS_ACCESS_KEY_ID"),
                "AWS_SECRET_ACCESS_KEY", System.getenv("AWS_SECRET_ACCESS_KEY")));
        for (int i = 0; i < environment.length; i += 2) {
            all.put(environment[i], environment[i + 1]);
        }
        return new TrackingClient(TrackingConfig.fromEnvironment(all));
    }
}
