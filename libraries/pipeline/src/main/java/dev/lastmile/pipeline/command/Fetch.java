package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "fetch", description = "Downloads a pair of models into a folder, from which the service can serve it.")
final class Fetch implements ProjectCommand {
    private final Project project;
    private final String model;

    @Option(names = "--alias", defaultValue = "champion", description = "The alias of the model. (${DEFAULT-VALUE})")
    String alias;

    @Option(names = "--into", required = true, description = "The folder.")
    Path folder;

    Fetch(Project project, String model) {
        this.project = project;
        this.model = model;
    }

    @Override
    public void execute() throws Exception {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            new RealtimeService(project, ServingScope.CHAIN)
                    .fetch(tracking.uri(), model, alias, folder.toAbsolutePath());
        }
    }
}
