package dev.lastmile.trackingserver.artifact;

import static dev.lastmile.trackingserver.fixture.Protocol.ARTIFACTS;
import static dev.lastmile.trackingserver.fixture.Protocol.assertRejected;
import static dev.lastmile.trackingserver.fixture.Protocol.experiment;
import static dev.lastmile.trackingserver.fixture.Protocol.get;
import static dev.lastmile.trackingserver.fixture.Protocol.ok;
import static dev.lastmile.trackingserver.fixture.Protocol.post;
import static dev.lastmile.trackingserver.fixture.Protocol.run;
import static dev.lastmile.trackingserver.fixture.Protocol.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.trackingserver.config.TrackingServerConfig;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class ArtifactsTest {
    @Inject
    TrackingServerConfig config;

    @TestHTTPResource("/")
    URI server;

    @Test
    void whatIsStoredComesBack() {
        String folder = unique("folder");
        byte[] bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        upload(folder + "/deep/model.onnx", bytes);

        Response answer = given().get(ARTIFACTS + "/" + folder + "/deep/model.onnx");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asByteArray()).isEqualTo(bytes);
        assertThat(answer.header("Content-Length")).isEqualTo("3000000");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename*=UTF-8''model.onnx");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void emptyFilesAreFilesWhoseSizeIsNotListed() {
        String folder = unique("folder");
        upload(folder + "/_SUCCESS", new byte[0]);
        upload(folder + "/part", new byte[7]);
        upload(folder + "/sub/x", new byte[1]);

        JsonPath listed = ok(given().queryParam("path", folder).get(ARTIFACTS));

        assertThat(listed.getList("files"))
                .isEqualTo(List.of(
                        Map.of("path", "_SUCCESS", "is_dir", false),
                        Map.of("path", "part", "is_dir", false, "file_size", 7),
                        Map.of("path", "sub", "is_dir", true)));
        assertThat(given().get(ARTIFACTS + "/" + folder + "/_SUCCESS").asByteArray())
                .isEmpty();
    }

    @Test
    void aRunListsItsOwn() {
        String experiment = experiment();
        String run = run(experiment, 1);
        upload(experiment + "/" + run + "/artifacts/model/MLmodel", new byte[5]);

        assertThat(ok(get("artifacts/list", Map.of("run_id", run))).getList("files.path"))
                .containsExactly("model");
        JsonPath below = ok(get("artifacts/list", Map.of("run_id", run, "path", "model")));
        assertThat(below.getList("files.path")).containsExactly("model/MLmodel");
        assertThat(below.getString("root_uri")).isEqualTo("mlflow-artifacts:/" + experiment + "/" + run + "/artifacts");
        assertThat(ok(get("artifacts/list", Map.of("run_id", run, "path", "none")))
                        .getList("files"))
                .isNull();
        assertRejected(
                get("artifacts/list", Map.of("run_id", run, "path", "../..")),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid path");
    }

    @Test
    void artifactsThatAreKeptElsewhereAreNotListed() {
        String experiment = ok(post(
                        "experiments/create",
                        Map.of("name", unique("elsewhere"), "artifact_location", "s3://bucket/runs")))
                .getString("experiment_id");
        String run = run(experiment, 1);

        assertRejected(
                get("artifacts/list", Map.of("run_id", run)),
                400,
                "INVALID_PARAMETER_VALUE",
                "The artifacts are at s3://bucket/runs/" + run + "/artifacts, which this server does not keep.");
    }

    @Test
    void namesOfAllKindsWork() {
        String folder = unique("folder");
        for (String name : new String[] {"a b.txt", "ü+é&=?.txt", "100%.txt", "a:b", "t:1.csv", "50%25.csv"}) {
            given().body(name.getBytes(StandardCharsets.UTF_8)).put(ARTIFACTS + "/{folder}/{name}", folder, name);
            assertThat(given().get(ARTIFACTS + "/{folder}/{name}", folder, name).asByteArray())
                    .as(name)
                    .isEqualTo(name.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void nobodyElseReadsThem() throws IOException {
        String folder = unique("folder");
        upload(folder + "/a/b", new byte[1]);

        Path artifacts = config.data().resolve("artifacts");
        for (Path path : new Path[] {artifacts, artifacts.resolve(folder), artifacts.resolve(folder + "/a")}) {
            assertThat(permissions(path)).as(path.toString()).isEqualTo("rwx------");
        }
        assertThat(permissions(artifacts.resolve(folder + "/a/b"))).isEqualTo("rw-------");
    }

    @Test
    void aDiskThatTakesNothingIsNotTheClientsFault() throws IOException {
        String folder = unique("folder");
        Path uploads = config.data().resolve("artifacts/.uploads");
        Files.delete(uploads);
        try {
            assertRejected(
                    put(folder + "/a", new byte[1]),
                    503,
                    "TEMPORARILY_UNAVAILABLE",
                    " on the disk of " + config.data());
        } finally {
            Files.createDirectory(uploads);
        }
        assertThat(config.data().resolve("artifacts").resolve(folder)).doesNotExist();
        upload(folder + "/a", new byte[1]);
    }

    @Test
    void aFileIsOnTheDiskBeforeTheResponse() throws IOException {
        String folder = unique("folder");
        Path recorded = Files.createTempFile("forced", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
            upload(folder + "/deep/a", new byte[100_000]);
            recording.dump(recorded);
        }

        Path artifacts = config.data().resolve("artifacts").toRealPath();
        assertThat(RecordingFile.readAllEvents(recorded))
                .extracting(event -> Path.of(event.getString("path")))
                .contains(
                        artifacts,
                        artifacts.resolve(folder),
                        artifacts.resolve(folder).resolve("deep"))
                .anyMatch(path -> path.getParent().equals(artifacts.resolve(".uploads")));
        Files.delete(recorded);
    }

    @Test
    void clientsAreToldToTransferFilesAsAWhole() {
        for (String action : new String[] {"create", "complete", "abort"}) {
            for (String path : new String[] {"", "/1/run/artifacts/large.bin"}) {
                assertRejected(
                        given().contentType("application/json")
                                .body(Map.of("path", "large.bin", "num_parts", 1))
                                .post(ARTIFACTS.replace("artifacts/artifacts", "artifacts/mpu/") + action + path),
                        501,
                        "NOT_IMPLEMENTED",
                        "Multipart upload is not supported for the current artifact repository");
            }
        }
        assertRejected(
                given().get(ARTIFACTS.replace("artifacts/artifacts", "artifacts/presigned/1/x")),
                501,
                "NOT_IMPLEMENTED",
                "Multipart download is not supported for the current artifact repository");
    }

    @Test
    void filesAndFoldersCanBeDeleted() {
        String folder = unique("folder");
        upload(folder + "/a/b", new byte[1]);
        upload(folder + "/c", new byte[1]);
        ok(given().delete(ARTIFACTS + "/" + folder + "/c"));
        ok(given().delete(ARTIFACTS + "/" + folder));

        assertRejected(
                given().get(ARTIFACTS + "/" + folder + "/a/b"),
                404,
                "RESOURCE_DOES_NOT_EXIST",
                "No such artifact: '" + folder + "/a/b'");
        assertRejected(given().delete(ARTIFACTS + "/" + folder), 404, "RESOURCE_DOES_NOT_EXIST", "No such artifact: ");
    }

    @Test
    void aFileCannotTakeThePlaceOfAFolderNorTheOtherWayRound() {
        String folder = unique("folder");
        upload(folder + "/a", new byte[1]);

        assertRejected(put(folder, new byte[1]), 400, "INVALID_PARAMETER_VALUE", "'" + folder + "' is a folder.");
        assertRejected(put(folder + "/a/b", new byte[1]), 400, "INVALID_PARAMETER_VALUE", "cannot be stored");
        assertRejected(
                put(folder + "/" + "x".repeat(300), new byte[1]), 400, "INVALID_PARAMETER_VALUE", "cannot be stored");
        assertThat(uploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret",
                "a/../../../secret",
                "%2e%2e/secret",
                "%2e%2e%2fsecret",
                "a/%2e%2e/%2e%2e/secret",
                "%252e%252e/secret",
                "..%5csecret",
                "%2fetc/passwd",
                "a%00b",
                ".uploads/x",
                ".Uploads/x",
                "..%252f..%252fetc/passwd",
                "C:/x"
            })
    void noPathLeavesTheFolder(String path) throws IOException {
        Path secret = Files.writeString(config.data().resolve("secret"), "secret");

        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            String answer = raw(method + " " + ARTIFACTS + "/" + path + " HTTP/1.1");
            assertThat(answer).as(method).containsPattern("^HTTP/1.1 40[045] ").doesNotContain("secret\n");
        }

        assertThat(secret).hasContent("secret");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        String folder = unique("folder");
        upload(folder + "/a", new byte[1]);
        Path artifacts = config.data().resolve("artifacts").resolve(folder);
        Path outside = Files.createDirectories(config.data().resolve(unique("outside")));
        Files.writeString(outside.resolve("secret"), "secret");
        Files.createSymbolicLink(artifacts.resolve("link"), outside);

        assertRejected(
                given().get(ARTIFACTS + "/" + folder + "/link/secret"), 400, "INVALID_PARAMETER_VALUE", "Invalid path");
        assertRejected(put(folder + "/link/new", new byte[1]), 400, "INVALID_PARAMETER_VALUE", "Invalid path");
        assertRejected(
                given().queryParam("path", folder + "/link").get(ARTIFACTS),
                400,
                "INVALID_PARAMETER_VALUE",
                "Invalid path");
        assertThat(ok(given().queryParam("path", folder).get(ARTIFACTS)).getList("files.path"))
                .containsExactly("a");
        ok(given().delete(ARTIFACTS + "/" + folder));
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws Exception {
        String folder = unique("folder");
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write(("PUT " + ARTIFACTS + "/" + folder + "/half HTTP/1.1\r\nHost: localhost\r\n"
                                    + "Content-Length: 1000000\r\n\r\nhalf of it")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Thread.sleep(200);
        }
        for (int i = 0; i < 100 && uploads().length > 0; i++) {
            Thread.sleep(50);
        }

        assertThat(uploads()).isEmpty();
        assertThat(given().get(ARTIFACTS + "/" + folder + "/half").statusCode()).isEqualTo(404);
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path[] uploads() {
        try (Stream<Path> files = Files.list(config.data().resolve("artifacts/.uploads"))) {
            return files.toArray(Path[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String raw(String line) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void upload(String path, byte[] bytes) {
        ok(put(path, bytes));
    }

    private static Response put(String path, byte[] bytes) {
        return given().contentType("application/octet-stream")
                .body(Arrays.copyOf(bytes, bytes.length))
                .put(ARTIFACTS + "/" + path);
    }
}
