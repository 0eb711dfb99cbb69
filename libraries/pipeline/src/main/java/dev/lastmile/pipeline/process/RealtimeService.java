package dev.lastmile.pipeline.process;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.Java;
import dev.lastmile.pipeline.internal.ProjectLock;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The real-time service of a project on this machine. */
public final class RealtimeService {
    /** The runnable jar of the service; the launcher sets it. */
    public static final String JAR_VARIABLE = "LASTMILE_SERVING_JAR";
    /** The service's port, 8080 by default. */
    public static final String PORT_VARIABLE = "LASTMILE_SERVING_PORT";

    /** The key that the service asks for, if any. */
    public static final String KEY_VARIABLE = "LASTMILE_SERVING_API_KEY";

    /** The address of a service that runs elsewhere and follows the champion by itself; none is started here then. */
    public static final String URL_VARIABLE = "LASTMILE_SERVING_URL";

    /** For the JVM and for the native executable, which has a serial collector anyway. */
    private static final String HEAP = "-Xmx192m";

    private static final List<String> MEMORY = List.of(HEAP, "-XX:+UseSerialGC");
    /** Of the service's module, for its image too. */
    private static final String OPTIONS = "src/main/jvm.options";

    private static final String MANAGEMENT_HOST_VARIABLE = "LASTMILE_SERVING_MANAGEMENT_HOST";
    private static final String MANAGEMENT_PORT_VARIABLE = "LASTMILE_SERVING_MANAGEMENT_PORT";
    private static final String CERTIFICATE_VARIABLE = "LASTMILE_SERVING_TLS_CERT";
    private static final String HOST_VARIABLE = "LASTMILE_SERVING_HOST";
    private static final String MODEL_VARIABLE = "LASTMILE_SERVING_MODEL";
    private static final String CACHE_VARIABLE = "LASTMILE_SERVING_CACHE";
    private static final String PART_VARIABLE = "LASTMILE_SERVING_PART";
    private static final String LOG_VARIABLE = "LASTMILE_SERVING_LOG_FILE";

    private final Project project;
    private final ServiceNames names;
    private final BackgroundProcess process;

    public RealtimeService(Project project, ServingScope scope) {
        this.project = project;
        this.names = new ServiceNames(scope);
        this.process = new BackgroundProcess(project, names.process());
    }

    /**
     * Starts the service, in place of one that runs, and waits until it has loaded the champion. The caller holds the
     * {@linkplain ProjectLock#ofService lock of the service}.
     *
     * @param model the registered model to serve
     * @throws StepException if it cannot start, or has no model after a while; with the line of its output that tells why
     */
    public URI deploy(URI tracking, String model) {
        Path jar = jar();
        String log = names.logFile(project.variable(LOG_VARIABLE)
                .orElse(project.root().resolve("data/predictions").toString()));
        DatabaseFiles.requirePath(Path.of(log), "prediction log");
        int port = Ports.parse(project, PORT_VARIABLE, 8080) + names.portOffset();
        String scheme = project.variable(CERTIFICATE_VARIABLE).isPresent() ? "https" : "http";
        URI address = Ports.address(project, scheme, HOST_VARIABLE, port);
        if (!process.address().equals(Optional.of(address))) {
            Ports.requireFree(port, names.title(), PORT_VARIABLE); // before the service that runs is stopped
        }
        process.stop();
        Ports.requireFree(port, names.title(), PORT_VARIABLE);
        int management = managementPort(port);
        return process.start(
                command(jar, List.of(ClassArchive.option(jar, names.process()))),
                Map.ofEntries(
                        Map.entry(PART_VARIABLE, names.scope().name().toLowerCase(Locale.ROOT)),
                        Map.entry(PORT_VARIABLE, Integer.toString(port)),
                        Map.entry(MANAGEMENT_PORT_VARIABLE, Integer.toString(management)),
                        Map.entry("MLFLOW_TRACKING_URI", tracking.toString()),
                        Map.entry(
                                MODEL_VARIABLE, project.variable(MODEL_VARIABLE).orElse(model)),
                        Map.entry(
                                CACHE_VARIABLE,
                                project.variable(CACHE_VARIABLE)
                                        .orElse(project.models()
                                                .resolve("cache")
                                                .toString())),
                        Map.entry(LOG_VARIABLE, log)),
                address,
                Ports.address(project, "http", MANAGEMENT_HOST_VARIABLE, management)
                        .resolve("/q/health/ready"));
    }

    // Beside the service's own: 8081 for 8080. Two that split the pair have two ports each.
    private int managementPort(int port) {
        if (project.variable(MANAGEMENT_PORT_VARIABLE).isEmpty()) {
            return Ports.freeOr(port + (names.scope() == ServingScope.CHAIN ? 1 : ServingScope.SPLIT.size()));
        }
        int management = Ports.parse(project, MANAGEMENT_PORT_VARIABLE, 0) + names.portOffset();
        Ports.requireFree(management, "management port of the " + names.title(), MANAGEMENT_PORT_VARIABLE);
        return management;
    }

    /**
     * Has the service download the model with an alias, and its features, and check them.
     *
     * @param folder becomes a cache that the service can start from
     * @throws StepException with what it says, if that cannot be done
     */
    public void fetch(URI tracking, String model, String alias, Path folder) {
        ProcessBuilder builder = new ProcessBuilder(command(jar(), List.of())).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "LASTMILE_SERVING_MODELS",
                        "fetch",
                        MODEL_VARIABLE,
                        project.variable(MODEL_VARIABLE).orElse(model),
                        "LASTMILE_SERVING_ALIAS",
                        alias,
                        CACHE_VARIABLE,
                        folder.toString(),
                        "MLFLOW_TRACKING_URI",
                        tracking.toString(),
                        HOST_VARIABLE,
                        "127.0.0.1",
                        PORT_VARIABLE,
                        "0",
                        "LASTMILE_SERVING_LOG_ENABLED",
                        "false"));
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StepException("The models were not fetched: " + ServerLog.cause(output));
            }
        } catch (IOException e) {
            throw new StepException("The service could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StepException("Interrupted while models were fetched", e);
        }
        System.out.println("fetched " + model + " with the alias " + alias + " into " + folder);
    }

    /** What the service runs as: its native executable if there is one that is no older than the jar, else the jar. */
    public String form() {
        return executable(jar()).map(file -> "native executable").orElse("JVM");
    }

    private Path jar() {
        return project.variable(JAR_VARIABLE)
                .map(Path::of)
                .filter(Files::isRegularFile)
                .orElseThrow(() -> new StepException("The service is not built. Run: make build"));
    }

    private static List<String> command(Path jar, List<String> options) {
        Optional<Path> executable = executable(jar);
        if (executable.isPresent()) {
            return List.of(executable.get().toString(), HEAP);
        }
        List<String> command = new ArrayList<>(List.of(Java.executable()));
        command.addAll(MEMORY);
        Path file = target(jar).resolveSibling(OPTIONS);
        if (Files.exists(file)) {
            command.add("@" + file);
        }
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static Path target(Path jar) {
        return jar.toAbsolutePath().getParent().getParent();
    }

    // Quarkus leaves target/…-runner beside target/quarkus-app.
    private static Optional<Path> executable(Path jar) {
        try (Stream<Path> files = Files.list(target(jar))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner"))
                    .filter(Files::isExecutable)
                    .filter(file -> file.toFile().lastModified() >= jar.toFile().lastModified())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * The service that runs elsewhere, if the project is configured with one.
     *
     * @throws StepException if what is configured is no address
     */
    public static Optional<URI> elsewhere(Project project) {
        return project.variable(URL_VARIABLE).map(text -> {
            try {
                URI address = new URI(text);
                if (address.getHost() != null
                        && String.valueOf(address.getScheme()).matches("https?")) {
                    return address;
                }
            } catch (URISyntaxException e) {
                // Told below.
            }
            throw new StepException(
                    URL_VARIABLE + " is \"" + text + "\", which is no address of a service. Set it to one"
                            + " such as http://127.0.0.1:8080, or unset it to have one started here.");
        });
    }

    /**
     * Where a service runs: elsewhere, or here: its address, or those of the two that split the pair, features first.
     *
     * @throws StepException if there is none
     */
    public static List<URI> running(Project project) {
        return elsewhere(project)
                .or(() -> new RealtimeService(project, ServingScope.CHAIN).address())
                .map(List::of)
                .or(() -> Optional.of(ServingScope.SPLIT.stream()
                                .flatMap(scope -> new RealtimeService(project, scope).address().stream())
                                .toList())
                        .filter(both -> both.size() == ServingScope.SPLIT.size()))
                .orElseThrow(() -> new StepException("No service runs here. Run: make deploy-realtime-model"));
    }

    /** The address of the service that runs here. */
    public Optional<URI> address() {
        return process.address();
    }

    /** Where the service that runs here has its metrics, on the management port beside its health. */
    public Optional<URI> metrics() {
        return process.probe().map(probe -> probe.resolve("/q/metrics"));
    }

    /**
     * Stops the service that runs here. The caller holds the {@linkplain ProjectLock#ofService lock of the service}.
     *
     * @return its address if it ran
     */
    public Optional<URI> stop() {
        return process.stop();
    }
}
