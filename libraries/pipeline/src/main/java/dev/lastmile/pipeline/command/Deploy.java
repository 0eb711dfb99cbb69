package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
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
    private final String classifier;

    Deploy(Project project, String classifier) {
        this.project = project;
        this.classifier = classifier;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            ChampionPair champion = new ModelRegistry(project, tracking)
                    .champion(classifier)
                    .orElseThrow(() -> new StepException(
                            "There is no champion of " + classifier + " to deploy. Run: make train-classifier"));
            URI address = new RealtimeService(project).deploy(tracking.uri(), classifier);
            System.out.println("serving " + champion + " at " + address);
        }
    }
}
