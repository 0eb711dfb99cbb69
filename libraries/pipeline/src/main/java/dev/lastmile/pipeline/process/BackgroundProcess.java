package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import java.io.File;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * A server of this project that outlives the command which started it.
 *
 * <p>What is known of it stands in {@code models/<name>.properties} (address, and what to know its command line by) from
 * before it starts, and in {@code models/<name>.pid}, which the server's process writes itself: a command that is killed
 * while it starts one leaves none that nobody knows. Output goes to {@code models/<name>.log}.
 */
public final class BackgroundProcess {
    /** A service answers what it has begun, then writes its log. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String name;
    private final Path state;
    private final Path pid;
    private final Path log;

    /** @param name names the server's files and messages, e.g. {@code tracking-server} */
    public BackgroundProcess(Project project, String name) {
        this.name = name;
        this.state = project.models().resolve(name + ".properties");
        this.pid = project.models().resolve(name + ".pid");
        this.log = project.models().resolve(name + ".log");
    }

    /** The address of the server, if it runs. */
    public Optional<URI> address() {
        return recorded().filter(known -> process(known).isPresent()).map(BackgroundProcess::address);
    }

    /** The address that tells whether the server is ready, if it runs. */
    public Optional<URI> probe() {
        return recorded()
                .filter(known -> process(known).isPresent())
                .map(known -> URI.create(known.getProperty("ready")));
    }

    /**
     * The address of the server, if it runs and answers; one that another command has just started is waited for.
     *
     * @throws StepException if it runs and does not answer in time; it is stopped then
     */
    public Optional<URI> readyAddress() {
        Optional<Properties> known = recorded();
        Optional<ProcessHandle> process = known.flatMap(this::process);
        process.ifPresent(running -> awaitReady(running, URI.create(known.get().getProperty("ready"))));
        return process.map(running -> address(known.get()));
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @param command ends with a jar or class that no other process is called with
     * @param address what users call
     * @param ready answers 200 once the server can be used
     * @throws StepException if it ends or is not ready in time, with the last line that it printed; it is stopped then
     */
    public URI start(List<String> command, Map<String, String> environment, URI address, URI ready) {
        // The shell writes its id, then becomes the server.
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", "echo $$ > \"$0\"; exec \"$@\"", pid.toString()));
        line.addAll(command);
        try {
            Files.createDirectories(log.getParent());
            record(address, ready, command.get(command.size() - 1));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().putAll(environment);
            awaitReady(builder.start().toHandle(), ready);
            return address;
        } catch (IOException e) {
            throw new StepException("The " + name + " could not be started: " + e.getMessage(), e);
        }
    }

    /** Stops the server. Returns its address if it ran. */
    public Optional<URI> stop() {
        Optional<URI> address = address();
        recorded().flatMap(this::process).ifPresent(process -> {
            process.destroy();
            try {
                process.onExit().get(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                process.destroyForcibly();
            }
        });
        try {
            Files.deleteIfExists(state);
            Files.deleteIfExists(pid);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return address;
    }

    /** Where the server's output is. */
    public Path log() {
        return log;
    }

    private void awaitReady(ProcessHandle process, URI ready) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build();
        Instant end = Instant.now().plus(READY_WITHIN);
        while (Instant.now().isBefore(end)) {
            if (!process.isAlive()) {
                stop();
                throw new StepException(
                        "The " + name + " ended at its start: " + lastLine() + " (whole log: " + log + ")");
            }
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200 && process.isAlive()) {
                    return;
                }
            } catch (IOException notYet) {
                // asked again below
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StepException("Interrupted while the " + name + " started", e);
            }
            pause();
        }
        String last = lastLine();
        stop(); // one that cannot be used is not left behind
        throw new StepException("The " + name + " is not ready after " + READY_WITHIN.toSeconds() + " s: " + last
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

    private void record(URI address, URI ready, String marker) throws IOException {
        Files.deleteIfExists(pid);
        Properties known = new Properties();
        known.setProperty("address", address.toString());
        known.setProperty("ready", ready.toString());
        known.setProperty("marker", marker);
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

    /** The process with the recorded id, unless a stranger has got that id since. */
    private Optional<ProcessHandle> process(Properties known) {
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(pid).strip())
                    .filter(text -> text.matches("[0-9]+"))
                    .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> isCalledWith(process, known.getProperty("marker", "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCalledWith(ProcessHandle process, String marker) {
        return process.info()
                .arguments()
                .map(arguments -> List.of(arguments).contains(marker))
                .orElse(true); // a system that does not tell
    }

    private static URI address(Properties known) {
        return URI.create(known.getProperty("address"));
    }
}
