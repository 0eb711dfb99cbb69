package dev.lastmile.pipeline.command;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.command.ProjectCommands.ProjectCommand;
import dev.lastmile.pipeline.process.TrackingServer;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.RegisteredModel;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ModelTags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(name = "models", description = "Lists registered models: versions, aliases, the features of each, metrics.")
final class Models implements ProjectCommand {
    private final Project project;

    Models(Project project) {
        this.project = project;
    }

    @Override
    public void execute() {
        try (TrackingClient tracking = new TrackingServer(project).connect()) {
            List<RegisteredModel> models = tracking.registeredModels();
            if (models.isEmpty()) {
                System.out.println("No model is registered at " + tracking.uri() + " yet. Run: make pipeline");
            }
            for (RegisteredModel model : models) {
                System.out.println(model.name());
                for (ModelVersion version : tracking.modelVersions(model.name())) {
                    System.out.println(describe(tracking, model, version));
                }
            }
        }
    }

    private static String describe(TrackingClient tracking, RegisteredModel model, ModelVersion version) {
        String aliases = model.aliases().entrySet().stream()
                .filter(alias -> alias.getValue().equals(version.version()))
                .map(alias -> "@" + alias.getKey())
                .collect(Collectors.joining(" "));
        String features = version.tags().containsKey(ModelTags.FEATURES_VERSION)
                ? version.tags().get(ModelTags.FEATURES_NAME) + " "
                        + version.tags().get(ModelTags.FEATURES_VERSION)
                : "";
        return String.format(
                        Locale.ROOT,
                        "  %-4s %-11s %-18s %s",
                        version.version(),
                        aliases,
                        features,
                        metrics(tracking, version))
                .stripTrailing();
    }

    /** The metrics of the run that trained it, the primary one first, with its baseline. */
    static String metrics(TrackingClient tracking, ModelVersion version) {
        if (version.runId().isEmpty()) {
            return ""; // registered by hand, from no run
        }
        Run run = tracking.run(version.runId());
        Map<String, Double> metrics = new TreeMap<>(run.metrics());
        String primary = run.tags().getOrDefault(RunLog.PRIMARY_METRIC, "");
        Double value = metrics.remove(primary);
        Double baseline = metrics.get(primary + ".baseline");
        String first = value == null ? "" : String.format(Locale.ROOT, "%s=%.4g ", primary, value);
        if (value != null && baseline != null) {
            first += String.format(Locale.ROOT, "(baseline %.4g) ", baseline);
        }
        return first
                + metrics.entrySet().stream()
                        .filter(metric -> !metric.getKey().contains("."))
                        .map(metric -> String.format(Locale.ROOT, "%s=%.4g", metric.getKey(), metric.getValue()))
                        .collect(Collectors.joining(" "));
    }
}
