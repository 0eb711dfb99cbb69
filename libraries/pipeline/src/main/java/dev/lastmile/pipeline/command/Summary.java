package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.process.RealtimeService;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.registry.ModelRegistry;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ChampionPair;
import dev.lastmile.tracking.model.ServingScope;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;

@Command(name = "summary", description = "Prints what the last runs made and where it is.")
final class Summary implements ProjectCommand {
    private static final String OUTPUT = "lastmile.output.";

    private final Project project;
    private final String model;

    Summary(Project project, String model) {
        this.project = project;
        this.model = model;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            System.out.println("datasets");
            newestOutputs(tracking).values().forEach(line -> System.out.println("  " + line));
            ChampionPair champion = new ModelRegistry(project, tracking)
                    .champion(model)
                    .orElseThrow(() -> new StepException("There is no champion yet. Run: make pipeline"));
            Map<String, Double> metrics = tracking.run(champion.model().runId()).metrics();
            System.out.println("champion");
            System.out.println("  " + champion);
            System.out.println("  " + Evaluation.text(new TreeMap<>(metrics)) + " on the held-out rows");
            System.out.println("addresses");
            System.out.println("  tracking  " + tracking.uri());
            Optional<URI> elsewhere = RealtimeService.elsewhere(project);
            RealtimeService here = new RealtimeService(project, ServingScope.CHAIN);
            Optional<URI> service = elsewhere.or(here::address);
            System.out.println("  service   " + service.map(URI::toString).orElse("not running"));
            if (elsewhere.isEmpty()) {
                here.metrics().ifPresent(address -> System.out.println("  metrics   " + address));
            }
            if (elsewhere.isEmpty()) {
                System.out.println("What was started here goes on running until: make stop");
            }
        }
    }

    /** The newest published snapshot of each dataset, oldest run first, so that the flow reads from top to bottom. */
    private Map<String, String> newestOutputs(TrackingClient tracking) {
        // Of whatever status: what a run has published stays published, also if the run failed or was killed
        // afterwards.
        List<Run> runs = tracking.searchRuns(tracking.findOrCreateExperiment(project.name()), "", 200);
        Map<String, String> newest = new LinkedHashMap<>();
        for (int i = runs.size() - 1; i >= 0; i--) {
            Run run = runs.get(i);
            run.tags().forEach((tag, snapshot) -> {
                if (tag.startsWith(OUTPUT)) {
                    String dataset = tag.substring(OUTPUT.length());
                    double rows = run.metrics()
                            .getOrDefault("rows." + dataset.substring(dataset.lastIndexOf('.') + 1), Double.NaN);
                    newest.remove(dataset);
                    newest.put(
                            dataset,
                            String.format(Locale.ROOT, "%-34s %4.0f rows  snapshot %s", dataset, rows, snapshot));
                }
            });
        }
        return newest;
    }
}
