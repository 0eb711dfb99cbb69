package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.tracking.CopyReport;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "copy-tracking",
        description = "Copies experiments, runs, models and their files from the project's tracking server to another.")
final class CopyTracking implements ProjectCommand {
    /** Credentials of the destination; those of MLflow's own names are the source's. */
    private static final Map<String, String> CREDENTIALS = Map.of(
            "LASTMILE_COPY_USERNAME", "MLFLOW_TRACKING_USERNAME",
            "LASTMILE_COPY_PASSWORD", "MLFLOW_TRACKING_PASSWORD",
            "LASTMILE_COPY_TOKEN", "MLFLOW_TRACKING_TOKEN");

    private final Project project;

    @Option(names = "--to", required = true, description = "Address of the other server, such as http://mlflow:5000.")
    String to;

    CopyTracking(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        if (to.isBlank()) {
            throw new StepException(
                    "The destination is missing. Name it, as in: make copy-tracking TO=http://mlflow:5000");
        }
        try (TrackingClient source = new TrackingServer(project).connect();
                TrackingClient destination = new TrackingClient(destination())) {
            CopyReport report = source.copyTo(destination, System.out::println);
            System.out.println("copied " + report.experiments() + " experiments, " + report.runs() + " runs, "
                    + report.loggedModels() + " logged models, " + report.registeredModels() + " registered models, "
                    + report.versions() + " versions to " + destination.uri());
        }
    }

    private TrackingConfig destination() {
        Map<String, String> environment = new HashMap<>(project.environment());
        environment.keySet().removeAll(List.copyOf(CREDENTIALS.values()));
        CREDENTIALS.forEach((own, name) -> project.variable(own).ifPresent(value -> environment.put(name, value)));
        environment.put(TrackingConfig.URI_VARIABLE, to);
        return TrackingConfig.fromEnvironment(environment);
    }
}
