package dev.lastmile.tracking;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real MLflow server in a process of its own, with SQLite and a folder of artifacts. */
final class MlflowServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final URI uri;

    /**
     * @param artifacts where the server keeps artifacts: a folder or an {@code s3://} location
     * @param arguments more arguments of {@code mlflow server}
     */
    MlflowServer(String executable, Path folder, String artifacts, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        int port = freePort();
        uri = URI.create("http://127.0.0.1:" + port);
        List<String> command = new ArrayList<>(List.of(
                executable,
                "server",
                "--workers",
                "1",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db")));
        command.addAll(List.of(arguments));
        command.add(artifacts);
        Path log = folder.resolve("mlflow.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        builder.environment().putAll(environment);
        process = builder.start();
        awaitHealth(log);
    }

    URI uri() {
        return uri;
    }

    private void awaitHealth(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (TrackingClient client =
                new TrackingClient(TrackingConfig.fromEnvironment(Map.of("MLFLOW_TRACKING_URI", uri.toString())))) {
            while (true) {
                try {
                    client.ping();
                    return;
                } catch (TrackingException e) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        close();
                        throw new IllegalStateException("MLflow did not start: " + Files.readString(log), e);
                    }
                    Thread.sleep(100);
                }
            }
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
