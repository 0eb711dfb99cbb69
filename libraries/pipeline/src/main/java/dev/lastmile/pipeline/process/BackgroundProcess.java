package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A server of this project that outlives the command which started it.
 *
 * <p>What is known of it stands in {@code models/<name>.properties}: process id, start time and address. The start time
 * tells a process of ours from a stranger that got its id later. Its output goes to {@code models/<name>.log}.
 */
public final class BackgroundProcess {
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final Path state;
    private final Path log;

    /** @param name names the server's files and messages, e.g. {@code tracking-server} */
    public BackgroundProcess(Project project, String name) {
        this.name = name;
        this.state = project.models().resolve(name + ".properties");
        this.log = project.models().resolve(name + ".log");
    }

    /** The address of the server, if it runs. */
    public Optional<URI> address() {
        return recorded()
                .filter(known -> process(known).isPresent())
                .map(known -> URI.create(known.getProperty("address")));
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @param address what users call
     * @param ready answers 200 once the server can be used
     * @throws StepException if it ends or is not ready in time; with the last line that it printed
     */
    public URI start(List<String> command, Map<String, String> environment, URI address, URI ready) {
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
            builder.environment().putAll(environment);
            Process process = builder.start();
            record(process.toHandle(), address);
            try {
                awaitReady(process, ready);
            } catch (StepException e) {
                stop(); // a server that cannot be used is not left behind
                throw e;
            }
            return address;
        } catch (IOException e) {
            throw new StepException("The " + name + " could not be started: " + e.getMessage(), e);
        }
    }

    /** Stops the server. Returns its address if it ran. */
    public Optional<URI> stop() {
        Optional<URI> address = address();
        recorded().flatMap(BackgroundProcess::process).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                process.destroyForcibly();
            }
        });
        try {
            Files.deleteIfExists(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return address;
    }

    /** Where the server's output is. */
    public Path log() {
        return log;
    }

    private void awaitReady(Process process, URI ready) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
        Instant end = Instant.now().plus(READY_WITHIN);
        while (Instant.now().isBefore(end)) {
            if (!process.isAlive()) {
                throw new StepException(
                        "The " + name + " ended at its start: " + lastLine() + " (whole log: " + log + ")");
            }
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200 && process.isAlive()) {
                    return;
                }
                Thread.sleep(POLL.toMillis());
            } catch (IOException notYet) {
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StepException("Interrupted while the " + name + " started", e);
            }
        }
        throw new StepException("The " + name + " is not ready after " + READY_WITHIN.toSeconds() + " s: " + lastLine()
                + " (whole log: " + log + ")");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String lastLine() {
        try {
            List<String> lines = Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            return lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1);
        } catch (IOException e) {
            return "its log cannot be read";
        }
    }

    private void record(ProcessHandle process, URI address) throws IOException {
        Properties known = new Properties();
        known.setProperty("pid", Long.toString(process.pid()));
        known.setProperty("started", started(process));
        known.setProperty("address", address.toString());
        Path temporary = state.resolveSibling(state.getFileName() + ".new");
        try (var out = Files.newOutputStream(temporary)) {
            known.store(out, name);
        }
        Files.move(temporary, state, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Optional<Properties> recorded() {
        if (!Files.exists(state)) {
            return Optional.empty();
        }
        Properties known = new Properties();
        try (var in = Files.newInputStream(state)) {
            known.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(known);
    }

    private static Optional<ProcessHandle> process(Properties known) {
        return ProcessHandle.of(Long.parseLong(known.getProperty("pid")))
                .filter(ProcessHandle::isAlive)
                .filter(process -> started(process).equals(known.getProperty("started")));
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
