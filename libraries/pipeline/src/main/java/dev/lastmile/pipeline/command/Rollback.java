package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = "Makes the champion before this one champion again; the decision is recorded.")
final class Rollback implements ProjectCommand {
    private final Project project;

    @Option(names = "--model", description = "The registered model, by default the project's model.")
    String model;

    Rollback(Project project, String model) {
        this.project = project;
        this.model = model;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            String version =
                    new ModelRegistry(project, tracking).promotions().rollback(model, System.getProperty("user.name"));
            System.out.println(model + " version " + version + " is champion again."
                    + " A running service takes it within seconds; for the lake run: make processed-data");
        }
    }
}
