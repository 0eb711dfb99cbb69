package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "score", description = "Sends rows to the service and prints its answer.")
final class Score implements ProjectCommand {
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
    public void execute() throws InterruptedException {
        URI address = (url != null ? url : running()).resolve("/invocations");
        String body = data == null ? example() : data.startsWith("@") ? read(Path.of(data.substring(1))) : data;
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        project.variable(RealtimeService.KEY_VARIABLE)
                .ifPresent(key -> request.header("Authorization", "Bearer " + key));
        HttpClient http = HttpClient.newHttpClient();
        HttpResponse<String> answer = send(http, request.build());
        if (answer.statusCode() != 200) {
            throw new StepException(address + " answered " + answer.statusCode() + ": " + answer.body());
        }
        // The first call also opens the connection; the second is what a client in use sees.
        long start = System.nanoTime();
        answer = send(http, request.build());
        double milliseconds = (System.nanoTime() - start) / 1e6;
        System.out.println("request    POST " + address);
        System.out.println("           " + body);
        System.out.println("answer     " + answer.body());
        System.out.printf(
                Locale.ROOT,
                "answered by %s with %s in %.1f ms%n",
                answer.headers().firstValue("X-Lastmile-Model").orElse("an unnamed model"),
                answer.headers().firstValue("X-Lastmile-Features").orElse("unnamed features"),
                milliseconds);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StepException("The request " + file + " cannot be read. Check the path given with --data.", e);
        }
    }

    private URI running() {
        return new RealtimeService(project)
                .address()
                .orElseThrow(() -> new StepException("No service runs here. Run: make deploy-realtime-model"));
    }

    private String example() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            return new ModelRegistry(project, tracking)
                    .champion(model)
                    .map(pair -> new String(
                            tracking.downloadModelFile(pair.features(), "input_example.json"), StandardCharsets.UTF_8))
                    .map(example -> "{\"dataframe_split\": " + example.strip() + "}")
                    .orElseThrow(() -> new StepException(
                            "There is no champion whose input example could be sent. Run: make " + madeBy));
        }
    }

    private static HttpResponse<String> send(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StepException(
                    "The service at " + request.uri() + " cannot be reached. Run: make deploy-realtime-model", e);
        }
    }
}
