package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.BackgroundProcess;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.ServicePart;
import dev.lastmile.pipeline.process.TrackingServer;
import picocli.CommandLine.Command;

@Command(name = "stop", description = "Stops the service and the embedded tracking server.")
final class Stop implements ProjectCommand {
    private final Project project;

    Stop(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        stop("service", new RealtimeService(project, ServicePart.CHAIN).process());
        for (ServicePart part : ServicePart.SPLIT) {
            new RealtimeService(project, part)
                    .process()
                    .stop()
                    .ifPresent(address -> System.out.println("stopped the " + part.title() + " at " + address));
        }
        stop("tracking server", new TrackingServer(project).process());
    }

    private static void stop(String name, BackgroundProcess process) {
        System.out.println(process.stop()
                .map(address -> "stopped the " + name + " at " + address)
                .orElse("the " + name + " does not run"));
    }
}
