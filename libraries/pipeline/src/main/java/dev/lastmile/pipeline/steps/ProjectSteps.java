package dev.lastmile.pipeline.steps;

import dev.lastmile.pipeline.client.PredictionLogExport;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.training.ModelTrainer;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;

/**
 * The steps of a project, from the four things that are its own.
 *
 * @param datasets its datasets
 * @param features makes the feature pipeline before it is fitted; its output column is {@code features}
 * @param model decides which model is trained
 * @param gate by which rule a new version becomes champion
 * @param more further steps, each a picocli {@code @Command}; made anew for each command that is run
 */
public record ProjectSteps(
        ProjectDatasets datasets,
        Supplier<Pipeline> features,
        Supplier<ModelTrainer> model,
        GateRule gate,
        Supplier<List<Step>> more) {

    /** The steps of the template alone. */
    public ProjectSteps(
            ProjectDatasets datasets, Supplier<Pipeline> features, Supplier<ModelTrainer> model, GateRule gate) {
        this(datasets, features, model, gate, List::of);
    }

    /** The same and these. */
    public ProjectSteps with(Supplier<List<Step>> others) {
        return new ProjectSteps(datasets, features, model, gate, others);
    }

    /** New steps, in the order in which {@code make pipeline} runs the first five. */
    public List<Step> steps() {
        return Stream.concat(
                        Stream.of(
                                new RawData(datasets),
                                new TrainFeatures(datasets, features),
                                new InterimData(datasets),
                                new TrainModel(datasets, model, gate),
                                new ProcessedData(datasets),
                                new RegisterModel(datasets, gate),
                                new CrossValidate(datasets, model),
                                new Promote(datasets, gate),
                                new PredictionLogExport()),
                        more.get().stream())
                .toList();
    }
}
