package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.client.ScoringClient;
import dev.lastmile.pipeline.client.ScoringClient.Answer;
import dev.lastmile.pipeline.client.ScoringException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "score", description = "Sends rows to the service and prints its answer.")
final class Score implements ProjectCommand {
    private static final int CALLS = 21;

    private final Project project;
    private final String model;
    private final String madeBy;

    @Option(names = "--url", description = "The service's address, by default the one that runs here.")
    URI url;

    @Option(
            names = "--data",
            description = "The request's JSON, as MLflow's scoring protocol has it, or @ and a file with it;"
                    + " by default the input example of the champion's features.")
    String data;

    Score(Project project, String model, String madeBy) {
        this.project = project;
        this.model = model;
        this.madeBy = madeBy;
    }

    @Override
    public void execute() {
        Optional<String> key = project.variable(RealtimeService.KEY_VARIABLE);
        List<URI> services = url != null ? List.of(url) : RealtimeService.running(project);
        ScoringClient client = ScoringClient.of(services, key);
        String body = data == null ? example() : data.startsWith("@") ? read(Path.of(data.substring(1))) : data;
        try {
            // The first calls open the connection and warm the service up; the others are what a client in use sees.
            client.score(body);
            double[] milliseconds = new double[CALLS];
            Answer answer = null;
            for (int i = 0; i < CALLS; i++) {
                long start = System.nanoTime();
                answer = client.score(body);
                milliseconds[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(milliseconds);
            services.forEach(service -> System.out.println("request    POST " + service.resolve("/invocations")));
            System.out.println("           " + body);
            System.out.println("answer     " + answer.body());
            System.out.printf(
                    Locale.ROOT,
                    "answered by %s with %s in %.1f ms (median of %d; slowest %.1f)%n",
                    named(answer.model(), "an unnamed model"),
                    named(answer.features(), "unnamed features"),
                    milliseconds[CALLS / 2],
                    CALLS,
                    milliseconds[CALLS - 1]);
        } catch (ScoringException e) {
            throw new StepException(
                    e.status() == 0 ? e.getMessage() + ". Run: make deploy-realtime-model" : e.getMessage(), e);
        }
    }

    private static String named(String version, String otherwise) {
        return version.isEmpty() ? otherwise : version;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StepException("The request " + file + " cannot be read. Check the path given with --data.", e);
        }
    }

    private String example() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            ModelRegistry registry = new ModelRegistry(project, tracking);
            return registry.champion(model)
                    .map(pair -> new String(
                            registry.file(pair.features(), ModelRegistry.INPUT_EXAMPLE), StandardCharsets.UTF_8))
                    .map(example -> "{\"dataframe_split\": " + example.strip() + "}")
                    .orElseThrow(() -> new StepException(
                            "There is no champion whose input example could be sent. Run: make " + madeBy));
        }
    }
}
