package dev.lastmile.pipeline.command;

import dev.lastmile.lake.LocalFiles;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.pipeline.report.ModelCards;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "model-card",
        description = "Writes the champion's model card to a file, and opens it where there is a desktop.")
final class ShowModelCard implements ProjectCommand {
    private final Project project;
    private final String model;

    @Option(names = "--version", description = "The version, by default the champion.")
    String version;

    @Option(names = "--no-open", description = "Writes the file only.")
    boolean closed;

    ShowModelCard(Project project, String model) {
        this.project = project;
        this.model = model;
    }

    @Override
    public void execute() throws IOException {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            ModelRegistry registry = new ModelRegistry(project, tracking);
            ModelVersion shown = version == null
                    ? registry.championVersion(model)
                            .orElseThrow(() -> new StepException(
                                    "There is no champion of " + model + " yet. Run: make pipeline, or name a VERSION"))
                    : registry.version(model, version);
            String page = new ModelCards(tracking, registry.promotions())
                    .page(shown)
                    .orElseThrow(() -> new StepException(model + " " + shown.version()
                            + " has no model card: it was registered by another program or an older Lastmile, or its"
                            + " training was cut off. Run: make train-model"));
            Path file = LocalFiles.createFile(
                    LocalFiles.createFolder(project.models().resolve("cards"))
                            .resolve(model.replaceAll("[^\\w.-]", "_") + "-" + shown.version() + ".html"));
            Files.writeString(file, page);
            System.out.println(model + " " + shown.version() + ": " + file);
            if (!closed) {
                Desktop.of(project.environment()).open(file);
            }
        }
    }
}
