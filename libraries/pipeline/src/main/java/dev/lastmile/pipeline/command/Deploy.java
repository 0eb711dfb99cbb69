package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ChampionPair;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import java.net.URI;
import picocli.CommandLine.Command;

@Command(name = "deploy", description = "Starts the service on this machine with the champion.")
final class Deploy implements ProjectCommand {
    private final Project project;
    private final String model;
    private final String madeBy;

    Deploy(Project project, String model, String madeBy) {
        this.project = project;
        this.model = model;
        this.madeBy = madeBy;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            ChampionPair champion = new ModelRegistry(project, tracking).requireChampion(model, madeBy);
            RealtimeService service = new RealtimeService(project);
            URI address = service.deploy(tracking.uri(), model);
            System.out.println("serving " + champion + " at " + address + " (" + service.form() + ")");
        }
    }
}
