package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundProcessTest {
    @TempDir
    Path folder;

    private BackgroundProcess process;
    private URI address;

    /** A server that answers everything with 200, or ends at once with a reason. */
    public static final class Server {
        public static void main(String[] arguments) throws IOException {
            if (arguments[0].equals("fail")) {
                System.out.println("The moon is in the wrong phase.");
                System.exit(1);
            }
            HttpServer server = HttpServer.create(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
        }
    }

    @BeforeEach
    void freePort() throws IOException {
        process = new BackgroundProcess(project(), "test-server");
        try (ServerSocket socket = new ServerSocket(0)) {
            address = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @AfterEach
    void stop() {
        process.stop();
    }

    @Test
    void runsUntilItIsStoppedAndIsFoundByAnotherCommand() {
        start(Integer.toString(address.getPort()));

        BackgroundProcess found = new BackgroundProcess(project(), "test-server");
        assertThat(found.address()).contains(address);
        assertThat(found.stop()).contains(address);
        assertThat(found.address()).isEmpty();
        assertThat(found.stop()).isEmpty();
    }

    @Test
    void aServerThatEndsAtItsStartIsToldWithItsLastLine() {
        assertThatThrownBy(() -> start("fail"))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("The test-server ended at its start: The moon is in the wrong phase.")
                .hasMessageContaining(process.log().toString());
        assertThat(process.address()).isEmpty();
    }

    @Test
    void aServerWhoseStartWasCutOffIsFoundAndWaitedFor() throws IOException {
        start(Integer.toString(address.getPort()));
        BackgroundProcess other = new BackgroundProcess(project(), "test-server");

        assertThat(other.readyAddress()).contains(address);
        other.stop();
        assertThat(other.readyAddress()).isEmpty();
    }

    @Test
    void aStrangerThatGotTheProcessIdIsNotOurs() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.writeString(
                folder.resolve("models/test-server.properties"),
                "marker=tracking-server.jar\naddress=http\\://x\nready=http\\://x\n");
        Files.writeString(
                folder.resolve("models/test-server.pid"),
                Long.toString(ProcessHandle.current().pid()));

        assertThat(process.address()).isEmpty();
        assertThat(process.stop()).isEmpty();
    }

    @Test
    void aPortIsANumberAndATakenOneNamesItsVariable() throws IOException {
        Project project = new Project("iris", folder, Map.of("LASTMILE_SERVING_PORT", "http"));
        assertThatThrownBy(() -> Ports.parse(project, "LASTMILE_SERVING_PORT", 8080))
                .isInstanceOf(StepException.class)
                .hasMessage("LASTMILE_SERVING_PORT is \"http\"; a port is a number from 1 to 65535.");

        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.requireFree(taken.getLocalPort(), "service", "LASTMILE_SERVING_PORT"))
                    .isInstanceOf(StepException.class)
                    .hasMessageEndingWith("is taken by another process. Set LASTMILE_SERVING_PORT to a free port.");
        }
    }

    private void start(String argument) {
        process.start(
                List.of(
                        Java.executable(),
                        "-cp",
                        Path.of("target/test-classes").toAbsolutePath().toString(),
                        Server.class.getName(),
                        argument),
                Map.of(),
                address,
                address.resolve("/"));
    }

    private Project project() {
        return new Project("iris", folder, Map.of());
    }
}
