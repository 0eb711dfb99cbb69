package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.ProjectLock;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.ServiceNames;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.tracking.model.ServingScope;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Command;

@Command(name = "stop", description = "Stops the service and the embedded tracking server.")
final class Stop implements ProjectCommand {
    private final Project project;

    Stop(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        try (ProjectLock lock = ProjectLock.ofService(project)) {
            print("service", new RealtimeService(project, ServingScope.CHAIN).stop());
            for (ServingScope scope : ServingScope.SPLIT) {
                new RealtimeService(project, scope)
                        .stop()
                        .ifPresent(address -> System.out.println(
                                "stopped the " + new ServiceNames(scope).title() + " at " + address));
            }
        }
        print("tracking server", new TrackingServer(project).stop());
    }

    private static void print(String name, Optional<URI> stopped) {
        System.out.println(stopped.map(address -> "stopped the " + name + " at " + address)
                .orElse("the " + name + " does not run"));
    }
}
