package dev.lastmile.pipeline.steps;

import static org.apache.spark.sql.functions.col;

import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.OnnxFileTrainer;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.tracking.ModelVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How much the model's metrics depend on which rows are held out: repeated cross-validation on the training rows, for data
 * that are too few for one split. It registers nothing, and the test rows have no part in it.
 */
@Command(
        name = "cross-validate",
        description = "Trains the model on folds of the training rows and prints how much its metrics vary.")
final class CrossValidate implements Step {
    private final ProjectDatasets datasets;
    private final Supplier<ModelTrainer> model;

    @Option(names = "--folds", defaultValue = "5", description = "Of each repeat (default: ${DEFAULT-VALUE}).")
    int folds;

    @Option(names = "--repeats", defaultValue = "2", description = "Each with other folds (default: ${DEFAULT-VALUE}).")
    int repeats;

    CrossValidate(ProjectDatasets datasets, Supplier<ModelTrainer> model) {
        this.datasets = datasets;
        this.model = model;
    }

    @Override
    public void execute(StepRun run) {
        List<String> groups = datasets.raw().definition().columns(Role.GROUP).stream()
                .map(ContractColumn::name)
                .toList();
        CrossValidation validation = new CrossValidation(
                folds,
                repeats,
                groups.isEmpty() ? List.of(DerivedContracts.FEATURES) : groups,
                datasets.task() == Task.CLASSIFICATION);
        ModelTrainer trainer = model.get();
        if (trainer instanceof OnnxFileTrainer) {
            throw new StepException("The model is a file that was trained elsewhere, and cannot be trained on folds."
                    + " Cross-validate where it is trained.");
        }
        if (datasets.properties().isSplitByTime()) {
            throw new StepException("The rows are split by time, and folds at random would train on the future."
                    + " Judge by make train-model, whose test rows are the last ones.");
        }
        Snapshot interim = run.latestSnapshot(datasets.features());
        ModelVersion features = run.registry().madeBy(interim, datasets.featuresModel());
        run.log().logModelInput(features);
        TrainingTask task = Trial.task(datasets, run, run.read(datasets.features(), interim), interim, features);
        if (!groups.isEmpty()) {
            task = withGroups(task, run.read(datasets.raw(), run.source(interim, datasets.raw())), groups);
        }
        run.log().logParameters(Map.of("folds", String.valueOf(folds), "repeats", String.valueOf(repeats)));

        Map<Metric, CrossValidation.Spread> spreads = validation.run(trainer, task, run::report);

        Map<String, Double> logged = new LinkedHashMap<>();
        spreads.forEach((metric, spread) -> {
            logged.put(metric.key() + ".cv_mean", spread.mean());
            logged.put(metric.key() + ".cv_sd", spread.deviation());
            run.report(metric.key().replace('_', ' ') + " " + Evaluation.text(spread.mean()) + ", standard deviation "
                    + Evaluation.text(spread.deviation()) + " over " + spread.folds() + " folds");
        });
        run.log().logMetrics(logged);
    }

    /** The task with the columns of the groups, which the features do not have. */
    private TrainingTask withGroups(TrainingTask task, Dataset<Row> raw, List<String> groups) {
        Dataset<Row> keyed = raw.select(Stream.concat(datasets.keys().stream(), groups.stream())
                .distinct()
                .map(name -> col("`" + name.replace("`", "``") + "`"))
                .toArray(Column[]::new));
        TrainingRows rows = task.rows();
        Dataset<Row> training = rows.training().join(keyed, datasets.keys().toArray(String[]::new));
        return new TrainingTask(
                task.name(),
                task.columns(),
                new TrainingRows(training, rows.validation(), rows.heldOut()),
                task.description(),
                task.features());
    }
}
