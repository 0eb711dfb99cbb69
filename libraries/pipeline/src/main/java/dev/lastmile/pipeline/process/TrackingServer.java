package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.Java;
import dev.lastmile.pipeline.internal.ProjectLock;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tracking server of a project: the configured one, else an embedded one that is started when first needed.
 *
 * <p>With {@code MLFLOW_TRACKING_URI} set nothing is ever started, and a server that does not answer is an error.
 */
public final class TrackingServer {
    /** The runnable jar of the embedded server; the launcher sets it. */
    public static final String JAR_VARIABLE = "LASTMILE_TRACKING_SERVER_JAR";
    /** The embedded server's port, 5000 by default. */
    public static final String PORT_VARIABLE = "LASTMILE_TRACKING_PORT";

    private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";
    private static final String CERTIFICATE_VARIABLE = "LASTMILE_TRACKING_TLS_CERT";
    // Few requests per step: a quick start counts for more than the second compiler. A server that runs out of memory
    // exits, and the next step starts another.
    private static final List<String> JVM_OPTIONS =
            List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    // Names of artifacts are stored in UTF-8. The JVM takes the encoding of file names from the locale alone.
    private static final String LOCALE = "C.UTF-8";

    private final Project project;
    private final BackgroundProcess process;

    public TrackingServer(Project project) {
        this.project = project;
        this.process = new BackgroundProcess(project, "tracking-server");
    }

    /**
     * A client of a server that answers.
     *
     * @throws StepException if the embedded server cannot be started
     * @throws dev.lastmile.tracking.TrackingException if the configured server does not answer
     */
    public TrackingClient connect() {
        Map<String, String> environment = new HashMap<>(project.environment());
        if (project.variable(URI_VARIABLE).isEmpty()) {
            environment.put(URI_VARIABLE, startedEmbedded().toString());
        }
        TrackingClient client = new TrackingClient(TrackingConfig.fromEnvironment(environment));
        try {
            client.ping();
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Stops the embedded server. Returns its address if it ran. */
    public Optional<URI> stop() {
        try (ProjectLock lock = ProjectLock.ofTrackingServer(project)) {
            return process.stop();
        }
    }

    private URI startedEmbedded() {
        // Two steps that start at the same time must not both start a server.
        try (ProjectLock lock = ProjectLock.ofTrackingServer(project)) {
            return process.readyAddress().orElseGet(this::start);
        }
    }

    private URI start() {
        String jar = project.variable(JAR_VARIABLE)
                .filter(path -> Files.isRegularFile(Path.of(path)))
                .orElseThrow(() -> new StepException("No tracking server is configured and the embedded one is not at "
                        + project.variable(JAR_VARIABLE).orElse("any known place")
                        + ". Set MLFLOW_TRACKING_URI to a server's address, or " + JAR_VARIABLE
                        + " to the embedded server's jar."));
        DatabaseFiles.requirePath(project.models(), "data of the tracking server");
        int port = Ports.parse(project, PORT_VARIABLE, 5000);
        URI address = Ports.address(
                project,
                project.variable(CERTIFICATE_VARIABLE).isPresent() ? "https" : "http",
                "LASTMILE_TRACKING_HOST",
                port);
        Ports.requireFree(port, "tracking server", PORT_VARIABLE);
        List<String> command = new ArrayList<>();
        command.add(Java.executable());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of(ClassArchive.option(Path.of(jar), "tracking-server"), "-jar", jar));
        return process.start(
                command,
                Map.of(
                        PORT_VARIABLE,
                        Integer.toString(port),
                        "LASTMILE_TRACKING_DATA",
                        project.models().toString(),
                        "LC_ALL",
                        LOCALE),
                address,
                address.resolve("/health"));
    }
}
