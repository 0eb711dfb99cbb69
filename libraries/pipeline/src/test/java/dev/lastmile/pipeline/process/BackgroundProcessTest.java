package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.Java;
import dev.lastmile.pipeline.internal.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
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
            } else if (arguments[0].equals("silent")) {
                System.exit(1);
            }
            Files.writeString(Path.of(arguments[1]).resolve("created-by-server"), "");
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
    @EnabledOnOs(OS.LINUX)
    void aProcessThatWeDidNotStartIsNeverStopped() throws Exception {
        // As the kernel, which has no arguments either, or a program with more of them than Java reads.
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            for (String record : List.of(
                    "marker=other.jar\naddress=http\\://127.0.0.1\\:5000\nready=http\\://127.0.0.1\\:5000/health\n",
                    record(stranger, "1", ProcessIdentity.currentBoot(), ProcessIdentity.currentNamespace()),
                    record(stranger, "", ProcessIdentity.currentBoot(), ProcessIdentity.currentNamespace()),
                    record(stranger, started(stranger), "another boot", ProcessIdentity.currentNamespace()),
                    record(stranger, started(stranger), ProcessIdentity.currentBoot(), "pid:[1]"),
                    record(stranger, started(stranger), "", ""),
                    "address=\\u00")) {
                Files.createDirectories(folder.resolve("models"));
                Files.writeString(folder.resolve("models/test-server.properties"), record);
                Files.writeString(folder.resolve("models/test-server.pid"), Long.toString(stranger.pid()));

                assertThat(process.address()).as(record).isEmpty();
                assertThat(process.readyAddress()).as(record).isEmpty();
                assertThat(process.stop()).as(record).isEmpty();
                assertThat(stranger.isAlive()).as(record).isTrue();
            }
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void aRecordOfAnotherContainerIsKept() throws IOException {
        Path record = Files.createDirectories(folder.resolve("models")).resolve("test-server.properties");
        Files.writeString(record, "pid=1\nstarted=1\nboot=" + ProcessIdentity.currentBoot() + "\nnamespace=pid:[1]\n");

        assertThat(process.stop()).isEmpty();
        assertThat(record).exists();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theReadinessOfAnotherProcessIsNotTheServersOwn() throws Exception {
        HttpServer other =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), 0);
        other.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        other.start();
        try {
            assertThatThrownBy(() -> start(Integer.toString(address.getPort())))
                    .isInstanceOf(StepException.class)
                    .hasMessageContaining("The test-server ended at its start: ");
            assertThat(process.address()).isEmpty();
        } finally {
            other.stop(0);
        }
    }

    @Test
    void outputOfEarlierStartsIsKeptAndALargeLogIsShortened() throws IOException {
        assertThatThrownBy(() -> start("fail")).isInstanceOf(StepException.class);
        start(Integer.toString(address.getPort()));
        process.stop();
        assertThat(process.log()).content().contains("The moon is in the wrong phase.");

        start(Integer.toString(address.getPort()));
        Files.write(process.log(), new byte[(int) ServerLog.LARGE + 1]);
        assertThat(process.address()).contains(address);

        assertThat(process.log()).isEmptyFile();
        assertThat(process.log().resolveSibling("test-server.log.1")).hasSize(ServerLog.LARGE + 1);
        process.stop();
        assertThatThrownBy(() -> start("silent"))
                .hasMessageContaining("The test-server ended at its start: it printed nothing");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatTheServerAndItsCommandsWriteIsPrivate() throws IOException {
        start(Integer.toString(address.getPort()));

        assertThat(permissions(folder.resolve("models"))).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder.resolve("models"))) {
            assertThat(files)
                    .extracting(file -> file.getFileName() + " " + permissions(file))
                    .containsExactlyInAnyOrder(
                            "created-by-server rw-------",
                            "test-server.log rw-------",
                            "test-server.pid rw-------",
                            "test-server.properties rw-------");
        }
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
                        argument,
                        folder.resolve("models").toString()),
                Map.of(),
                address,
                address.resolve("/"));
    }

    private static String record(Process process, String started, String boot, String namespace) {
        return "address=http\\://127.0.0.1\\:5000\nready=http\\://127.0.0.1\\:5000/health\npid=" + process.pid()
                + "\nstarted=" + started + "\nboot=" + boot + "\nnamespace=" + namespace + "\n";
    }

    private static String started(Process process) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Project project() {
        return new Project("iris", folder, Map.of());
    }
}
