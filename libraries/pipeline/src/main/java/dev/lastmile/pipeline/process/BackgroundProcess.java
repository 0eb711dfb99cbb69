package dev.lastmile.pipeline.process;

import dev.lastmile.lake.LocalFiles;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.ProcessIdentity;
import dev.lastmile.pipeline.internal.ProjectLock;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server of this project that outlives the command which started it.
 *
 * <p>What is known of it stands in {@code models/<name>.properties}: its addresses from before it starts, and then its
 * {@link ProcessIdentity}, which its process adds itself: a command that is killed while it starts one leaves none that
 * nobody knows. Only that very process is ever stopped. {@code models/<name>.pid} has the id, for people. Output is
 * appended to {@code models/<name>.log}. All of it, and what the server writes, can be read by its user alone.
 *
 * <p>Of the commands that start or stop a server only one may work at a time: they hold its {@link ProjectLock}.
 */
final class BackgroundProcess {
    /** A service completes its requests in flight, then writes its log. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(40);

    private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * Adds its own id and start to the properties, then becomes the server, which keeps both. The start is read as
     * {@link ProcessIdentity} reads it. What the server creates is private.
     */
    private static final String LAUNCH = """
            umask 077
            state=$0
            if [ -r /proc/$$/stat ]; then
              stat=$(cat /proc/$$/stat)
              started=$(echo "${stat##*) }" | cut -d ' ' -f 20)
            else
              started=$(LC_ALL=C TZ=UTC ps -o lstart= -p $$ | xargs)
            fi
            printf 'pid=%s\nstarted=%s\n' $$ "$started" >> "$state"
            echo $$ > "${state%.properties}.pid"
            exec "$@"
            """;

    private final String name;
    private final Path state;
    private final Path pid;
    private final ServerLog log;

    /** @param name names the server's files and messages, e.g. {@code tracking-server} */
    public BackgroundProcess(Project project, String name) {
        this.name = name;
        this.state = project.models().resolve(name + ".properties");
        this.pid = project.models().resolve(name + ".pid");
        this.log = new ServerLog(project.models().resolve(name + ".log"));
    }

    /** The address of the server, if it runs. */
    public Optional<URI> address() {
        return running().map(server -> server.address);
    }

    /** The address that tells whether the server is ready, if it runs. */
    public Optional<URI> probe() {
        return running().map(server -> server.ready);
    }

    /**
     * The address of the server, if it runs and is ready; one that another command has just started is waited for.
     *
     * @throws StepException if it runs and is not ready in time; it is stopped then
     */
    public Optional<URI> readyAddress() {
        Optional<Server> server = running();
        server.ifPresent(this::awaitReady);
        return server.map(running -> running.address);
    }

    /**
     * Starts the server and waits until it is ready.
     *
     * @param address what clients call
     * @param ready returns 200 once the server can be used
     * @throws StepException if it ends or is not ready in time, with the line of its output that tells why; it is stopped then
     */
    public URI start(List<String> command, Map<String, String> environment, URI address, URI ready) {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCH, state.toString()));
        line.addAll(command);
        try {
            LocalFiles.createFolder(state.getParent());
            log.begin();
            record(address, ready);
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().putAll(environment);
            awaitReady(new Server(builder.start().toHandle(), address, ready));
            return address;
        } catch (IOException e) {
            throw new StepException("The " + name + " could not be started: " + e.getMessage(), e);
        }
    }

    /** Stops the server. Returns its address if it ran. */
    public Optional<URI> stop() {
        Optional<Server> server = running();
        server.ifPresent(running -> end(running.process));
        // A record of another boot or container is not ours to delete: its server may run there.
        if (recorded().filter(known -> identity(known).isHere()).isPresent()) {
            try {
                Files.deleteIfExists(state);
                Files.deleteIfExists(pid);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server.map(stopped -> stopped.address);
    }

    /** Where the server's output is. */
    public Path log() {
        return log.file();
    }

    private record Server(ProcessHandle process, URI address, URI ready) {
        /** Whether it is this process that listens, and not another one which has its port. */
        boolean listens() {
            return Listener.isOf(process, ready.getPort()) && Listener.isOf(process, address.getPort());
        }
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        if (!ends(process, ENDS_WITHIN)) {
            process.destroyForcibly();
            ends(process, KILLED_WITHIN);
        }
    }

    private static boolean ends(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void awaitReady(Server server) {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(server.ready)
                .timeout(Duration.ofSeconds(5))
                .build();
        Instant end = Instant.now().plus(READY_WITHIN);
        while (Instant.now().isBefore(end)) {
            if (!server.process.isAlive()) {
                stop();
                throw new StepException(
                        "The " + name + " ended at its start: " + log.cause() + " (whole log: " + log.file() + ")");
            }
            try {
                int status = http.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200 && server.process.isAlive() && server.listens()) {
                    return;
                }
            } catch (IOException notYet) {
                // probed again below
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StepException("Interrupted while the " + name + " started", e);
            }
            pause();
        }
        String cause = log.cause();
        end(server.process); // one that cannot be used is not left behind
        stop();
        throw new StepException("The " + name + " is not ready after " + READY_WITHIN.toSeconds() + " s: " + cause
                + " (whole log: " + log.file() + ")");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void record(URI address, URI ready) throws IOException {
        Files.deleteIfExists(pid);
        Properties known = new Properties();
        known.setProperty("address", address.toString());
        known.setProperty("ready", ready.toString());
        known.setProperty("boot", ProcessIdentity.currentBoot());
        known.setProperty("namespace", ProcessIdentity.currentNamespace());
        Path temporary = state.resolveSibling(state.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        try (var out = Files.newOutputStream(LocalFiles.createFile(temporary))) {
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
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not what a command of ours wrote
        }
        return Optional.of(known);
    }

    private Optional<Server> running() {
        Optional<Properties> recorded = recorded();
        Optional<ProcessHandle> process =
                recorded.map(BackgroundProcess::identity).flatMap(ProcessIdentity::handle);
        process.ifPresent(known -> log.rotate());
        return process.flatMap(handle -> server(handle, recorded.get()));
    }

    private static Optional<Server> server(ProcessHandle process, Properties known) {
        try {
            return Optional.of(new Server(
                    process, URI.create(known.getProperty("address", "")), URI.create(known.getProperty("ready", ""))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ProcessIdentity identity(Properties known) {
        String pid = known.getProperty("pid", "");
        return new ProcessIdentity(
                pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : 0,
                known.getProperty("started", ""),
                known.getProperty("boot", ""),
                known.getProperty("namespace", ""));
    }
}
