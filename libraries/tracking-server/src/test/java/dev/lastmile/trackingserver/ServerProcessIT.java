package dev.lastmile.trackingserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.trackingserver.fixture.Protocol;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server as a process of its own. */
class ServerProcessIT {
    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private int port;

    @BeforeEach
    void chooseAPort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        RestAssured.baseURI = "http://127.0.0.1";
        RestAssured.port = port;
    }

    @AfterEach
    void killAll() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        Process server = start(port, "models");
        untilHealthy(server);
        String run = Protocol.run("0", 1);
        Protocol.ok(Protocol.post(
                "runs/log-metric", Map.of("run_id", run, "key", "loss", "value", 0.25, "timestamp", 1, "step", 3)));
        String model = Protocol.unique("iris");
        Protocol.ok(Protocol.post("registered-models/create", Map.of("name", model)));
        String file = "/0/" + run + "/artifacts/model/_SUCCESS";
        Protocol.ok(RestAssured.given().body("").put(Protocol.ARTIFACTS + file));
        Protocol.ok(Protocol.post(
                "model-versions/create",
                Map.of("name", model, "source", "mlflow-artifacts:/0/" + run + "/artifacts/model", "run_id", run)));
        Protocol.ok(
                Protocol.post("registered-models/alias", Map.of("name", model, "alias", "champion", "version", "1")));
        server.destroyForcibly().waitFor();

        Process again = start(port, "models");
        untilHealthy(again);

        assertThat(Protocol.ok(Protocol.get("registered-models/alias", Map.of("name", model, "alias", "champion")))
                        .getString("model_version.run_id"))
                .isEqualTo(run);
        assertThat(Protocol.value(
                        Protocol.ok(Protocol.get("runs/get", Map.of("run_id", run))), "run.data.metrics", "loss"))
                .isEqualTo("0.25");
        assertThat(RestAssured.given().get(Protocol.ARTIFACTS + file).statusCode())
                .isEqualTo(200);
        assertThat(folder.resolve("models/mlruns/tracking.mv.db")).exists();
        assertThat(folder.resolve("models/artifacts/0")).isDirectory();
    }

    @Test
    void aServerThatCannotStartSaysWhyInOneLine() throws Exception {
        Process server = start(port, "models");
        untilHealthy(server);
        int other;
        try (ServerSocket free = new ServerSocket(0)) {
            other = free.getLocalPort();
        }

        assertThat(output(start(port, "other")))
                .singleElement()
                .asString()
                .startsWith("Cannot listen on 127.0.0.1:" + port)
                .endsWith("set LASTMILE_TRACKING_PORT to a free port.");
        assertThat(output(start(other, "models")))
                .singleElement()
                .asString()
                .startsWith("The data in models are in use by another tracking server.")
                .endsWith("set LASTMILE_TRACKING_DATA to another folder.");

        assertThat(output(start(other, "open", Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"))))
                .singleElement()
                .asString()
                .startsWith("quarkus.http.host is 0.0.0.0, which opens the server to the network.");
        assertThat(output(start(other, "open", Map.of("LASTMILE_TRACKING_WRITE_TOKEN", "short"))))
                .singleElement()
                .asString()
                .startsWith("LASTMILE_TRACKING_WRITE_TOKEN has 5 characters");
        assertThat(output(start(70_000, "open")))
                .singleElement()
                .asString()
                .startsWith("LASTMILE_TRACKING_PORT is 70000");
        assertThat(folder.resolve("open")).doesNotExist();

        Path broken = folder.resolve("broken/mlruns/tracking.mv.db");
        Files.createDirectories(broken.getParent());
        Files.writeString(broken, "this is no database".repeat(1000));
        assertThat(output(start(other, "broken")))
                .singleElement()
                .asString()
                .startsWith("The database " + folder.toRealPath())
                .endsWith("set LASTMILE_TRACKING_DATA to another folder.");
        server.destroy();
        assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aNameThatTheLocaleDoesNotHaveIsRejectedWithTheReason() throws Exception {
        Process server = start(port, "models", Map.of("LC_ALL", "POSIX"));
        untilHealthy(server);

        Protocol.assertRejected(
                RestAssured.given().body("x").put(Protocol.ARTIFACTS + "/9/{name}", "\u00fc.txt"),
                400,
                "INVALID_PARAMETER_VALUE",
                "start the server in a UTF-8 locale, such as LC_ALL=C.UTF-8");
    }

    private Process start(int port, String data) throws IOException {
        return start(port, data, Map.of());
    }

    private Process start(int port, String data, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                System.getProperty("tracking.server.jar"));
        builder.directory(folder.toFile());
        builder.environment().put("LASTMILE_TRACKING_PORT", Integer.toString(port));
        builder.environment().put("LASTMILE_TRACKING_DATA", data);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve("log-" + processes.size()).toFile());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private List<String> output(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return Files.readAllLines(folder.resolve("log-" + processes.indexOf(process)));
    }

    private void untilHealthy(Process process) throws Exception {
        Instant end = Instant.now().plus(Duration.ofSeconds(60));
        while (true) {
            try {
                if (RestAssured.given().get("/health").statusCode() == 200) {
                    return;
                }
            } catch (Exception e) {
                assertThat(process.isAlive()).isTrue();
                assertThat(Instant.now()).isBefore(end);
            }
            Thread.sleep(50);
        }
    }
}
