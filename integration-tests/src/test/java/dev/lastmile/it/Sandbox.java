package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * A project folder of its own, on free ports, in which the built commands run as their user runs them: as processes,
 * through {@code bin/step}.
 */
final class Sandbox implements AutoCloseable {
    static final Path PROJECT = Path.of(System.getProperty("project.folder"));

    static final List<String> PIPELINE =
            List.of("raw-data", "train-features", "interim-data", "train-model", "processed-data");

    /** They end before the second compiler pays. */
    private static final String SHORT_RUNS = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC";

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    Sandbox() {
        try {
            home = Files.createTempDirectory("lastmile-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("LASTMILE_HOME", home.toString());
        environment.put("LASTMILE_TRACKING_PORT", Integer.toString(freePort()));
        environment.put("LASTMILE_SERVING_PORT", Integer.toString(freePort()));
        environment.put("LASTMILE_SPARK_MASTER", "local[2]");
        environment.put("LASTMILE_JAVA_OPTS", SHORT_RUNS);
    }

    /** What a command printed and how it ended. */
    record Outcome(int exitCode, String output, String errors) {
        Outcome succeeded() {
            assertThat(exitCode).as(output + errors).isZero();
            return this;
        }

        /** Failed with one line, and no stack trace. */
        Outcome failedSaying(String... parts) {
            assertThat(exitCode).as(output + errors).isEqualTo(1);
            assertThat(errors.strip().lines().toList()).as(errors).hasSize(1);
            assertThat(errors).startsWith("error: ").contains(parts).doesNotContain("\tat ");
            return this;
        }
    }

    Path home() {
        return home;
    }

    /** A variable of every command from now on. */
    Sandbox with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Sandbox without(String variable) {
        environment.remove(variable);
        return this;
    }

    Outcome run(String command, String... arguments) {
        try {
            Path output = Files.createTempFile(home, "out", ".txt");
            Path errors = Files.createTempFile(home, "err", ".txt");
            Process process = start(command, output, errors, arguments);
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as(command + " ends")
                    .isTrue();
            Outcome outcome = new Outcome(process.exitValue(), Files.readString(output), Files.readString(errors));
            Files.delete(output);
            Files.delete(errors);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The five steps as {@code make pipeline} runs them. */
    Outcome pipeline(String... arguments) {
        return sequence(PIPELINE, arguments).succeeded();
    }

    /**
     * Commands in one process, as {@code make demo} runs them.
     *
     * @param commands each a command and its arguments, separated by blanks
     * @param arguments further ones of the first command
     */
    Outcome sequence(List<String> commands, String... arguments) {
        List<String> words = new ArrayList<>(commands);
        words.add("--");
        words.addAll(List.of(arguments));
        return run("sequence", words.toArray(String[]::new));
    }

    /** Starts a command, waits until it stands at a boundary, and kills it there. */
    void killAt(String boundary, String command, String... arguments) {
        Path paused = home.resolve("models/paused");
        String options = environment.get("LASTMILE_JAVA_OPTS");
        try {
            Files.deleteIfExists(paused);
            with("LASTMILE_FAULT_INJECTION", boundary);
            with("LASTMILE_JAVA_OPTS", options + " -Dlastmile.test.faults=true");
            Path log = Files.createTempFile(home, "killed", ".txt");
            Process process = start(command, log, log, arguments);
            Instant end = Instant.now().plus(Duration.ofMinutes(2));
            while (!Files.exists(paused)) {
                assertThat(process.isAlive())
                        .as(command + " comes to " + boundary + ": " + Files.readString(log))
                        .isTrue();
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(50);
            }
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(paused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            without("LASTMILE_FAULT_INJECTION").with("LASTMILE_JAVA_OPTS", options);
        }
    }

    /** Starts a command and kills it after a while, wherever it is then. Returns whether it was still running. */
    boolean killAfter(Duration delay, String command) {
        try {
            Path log = Files.createTempFile(home, "killed", ".txt");
            Process process = start(command, log, log);
            boolean ended = process.waitFor(delay.toMillis(), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            return !ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    TrackingClient tracking() {
        return new TrackingClient(TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", address("tracking-server").toString())));
    }

    URI service() {
        return address("serving");
    }

    /** The lake, seen by a reader of its own. */
    Lake lake(SparkSession spark) {
        return new Lake(spark, config());
    }

    SparkSession openSession() {
        return Lake.openSession("integration tests", config());
    }

    private LakeConfig config() {
        return LakeConfig.fromEnvironment(Map.of("LASTMILE_SPARK_MASTER", "local[2]"), home);
    }

    private URI address(String server) {
        Properties known = new Properties();
        try (var in = Files.newInputStream(home.resolve("models").resolve(server + ".properties"))) {
            known.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return URI.create(known.getProperty("address"));
    }

    private Process start(String command, Path output, Path errors, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(PROJECT.resolve("bin/step").toString(), command));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(home.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(output.toFile());
        if (output.equals(errors)) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(errors.toFile());
        }
        builder.environment().keySet().removeIf(name -> name.startsWith("LASTMILE_") || name.startsWith("MLFLOW_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** A free port below those for outgoing connections, one of which might take it before its server does. */
    static int freePort() {
        return ThreadLocalRandom.current()
                .ints(10_000, 32_000)
                .filter(Sandbox::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void close() {
        run("stop");
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
