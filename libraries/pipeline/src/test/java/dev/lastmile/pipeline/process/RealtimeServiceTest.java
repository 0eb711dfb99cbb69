package dev.lastmile.pipeline.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lastmile.pipeline.Project;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that runs as an executable, whose process does not say so in its arguments, as a native one. */
class RealtimeServiceTest {
    @TempDir
    Path folder;

    private Map<String, String> environment;
    private RealtimeService service;

    /** What the executable becomes: it listens where the service does, and prints its options. */
    public static final class Executable {
        public static void main(String[] arguments) throws IOException {
            System.out.println(ManagementFactory.getRuntimeMXBean().getInputArguments());
            for (String port : List.of("LASTMILE_SERVING_PORT", "LASTMILE_SERVING_MANAGEMENT_PORT")) {
                HttpServer server = HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(System.getenv(port))),
                        0);
                server.createContext("/", exchange -> {
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
                server.start();
            }
        }
    }

    @BeforeEach
    void built() throws IOException {
        Path target = Files.createDirectories(folder.resolve("target/quarkus-app"));
        Path jar = Files.createFile(target.resolve("quarkus-run.jar"));
        Path executable = target.resolveSibling("template-serving-runner");
        Files.writeString(
                executable,
                "#!/bin/sh\nexec '" + Java.executable() + "' \"$@\" -cp '"
                        + Path.of("target/test-classes").toAbsolutePath() + "' '" + Executable.class.getName()
                        + "'\n");
        assertThat(executable.toFile().setExecutable(true)).isTrue();
        environment = new HashMap<>(Map.of(RealtimeService.JAR_VARIABLE, jar.toString()));
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket two = new ServerSocket(0)) {
            environment.put(RealtimeService.PORT_VARIABLE, Integer.toString(one.getLocalPort()));
            environment.put("LASTMILE_SERVING_MANAGEMENT_PORT", Integer.toString(two.getLocalPort()));
        }
        service = new RealtimeService(project(), ServingScope.CHAIN);
    }

    @AfterEach
    void stop() {
        service.stop();
    }

    @Test
    void aNativeServiceIsFoundDeployedAgainAndStopped() throws IOException {
        assertThat(service.form()).isEqualTo("native executable");
        URI address = service.deploy(URI.create("http://127.0.0.1:1"), "model");
        long first = pid();

        assertThat(RealtimeService.running(project())).containsExactly(address);
        assertThat(new RealtimeService(project(), ServingScope.CHAIN).metrics()).isPresent();
        service.deploy(URI.create("http://127.0.0.1:1"), "model");
        assertThat(ProcessHandle.of(first)).isEmpty();
        assertThat(pid()).isNotEqualTo(first);
        assertThat(service.stop()).contains(address);
        assertThat(service.address()).isEmpty();
    }

    @Test
    void aNativeServiceHasTheHeapOfTheOther() throws IOException {
        service.deploy(URI.create("http://127.0.0.1:1"), "model");

        assertThat(folder.resolve("models/serving.log")).content().contains("[-Xmx192m]");
    }

    @Test
    void ofTwoConcurrentDeploymentsTheSecondReplacesTheFirst() throws Exception {
        ExecutorService commands = Executors.newFixedThreadPool(2);
        try {
            List<Future<URI>> deployed = List.of(commands.submit(this::deploy), commands.submit(this::deploy));
            URI first = deployed.get(0).get();
            URI second = deployed.get(1).get();

            assertThat(service.address()).contains(first).contains(second);
            assertThat(ProcessHandle.of(pid())).get().matches(ProcessHandle::isAlive);
            assertThat(ProcessHandle.current()
                            .children()
                            .filter(child ->
                                    child.info().commandLine().orElse("").contains("Executable"))
                            .count())
                    .isEqualTo(1);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            commands.shutdownNow();
        }
    }

    private URI deploy() {
        try (ProjectLock lock = ProjectLock.ofService(project())) {
            return new RealtimeService(project(), ServingScope.CHAIN).deploy(URI.create("http://127.0.0.1:1"), "model");
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readString(folder.resolve("models/serving.pid")).strip());
    }

    private Project project() {
        return new Project("iris", folder, environment);
    }
}
