package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.client.ServiceElsewhere;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.ProjectLock;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.ServiceNames;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ChampionPair;
import dev.lastmile.tracking.model.ServingScope;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "deploy", description = "Starts the service on this machine with the champion.")
final class Deploy implements ProjectCommand {
    private final Project project;
    private final String model;
    private final String madeBy;

    @Option(names = "--split", description = "As two services: the features' and, on the next port, the model's.")
    boolean split;

    Deploy(Project project, String model, String madeBy) {
        this.project = project;
        this.model = model;
        this.madeBy = madeBy;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            ChampionPair champion = new ModelRegistry(project, tracking).requireChampion(model, madeBy);
            Optional<URI> elsewhere = RealtimeService.elsewhere(project);
            if (elsewhere.isPresent()) {
                new ServiceElsewhere(elsewhere.get(), project).awaitModel(champion.model());
                System.out.println("serving " + champion + " at " + elsewhere.get() + " ("
                        + RealtimeService.URL_VARIABLE + ", which follows the champion by itself)");
                return;
            }
            try (ProjectLock lock = ProjectLock.ofService(project)) {
                deployHere(tracking.uri(), champion);
            }
        }
    }

    private void deployHere(URI tracking, ChampionPair champion) {
        List<ServingScope> parts = split ? ServingScope.SPLIT : List.of(ServingScope.CHAIN);
        for (ServingScope other : ServingScope.values()) {
            if (!parts.contains(other)) {
                new RealtimeService(project, other).stop();
            }
        }
        for (ServingScope scope : parts) {
            RealtimeService service = new RealtimeService(project, scope);
            URI address = service.deploy(tracking, model);
            String what = scope == ServingScope.CHAIN ? "" : " as " + new ServiceNames(scope).title();
            System.out.println("serving " + champion + what + " at " + address + " (" + service.form() + ")");
        }
    }
}
