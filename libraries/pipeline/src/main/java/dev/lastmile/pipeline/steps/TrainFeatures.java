package dev.lastmile.pipeline.steps;

import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.SparkMlTraining;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Fits the feature pipeline on the training rows and registers it in its Spark and its ONNX flavour. */
@Command(
        name = ProjectDatasets.FEATURES_MODEL_STEP,
        description = "Fits the feature pipeline on the training rows and registers it.")
final class TrainFeatures implements Step {
    private final ProjectDatasets datasets;
    private final Supplier<Pipeline> estimator;

    TrainFeatures(ProjectDatasets datasets, Supplier<Pipeline> estimator) {
        this.datasets = datasets;
        this.estimator = estimator;
    }

    @Override
    public void execute(StepRun run) {
        Snapshot raw = run.latestSnapshot(datasets.raw());
        Dataset<Row> rows = run.read(datasets.raw(), raw);
        Candidate candidate = SparkMlTraining.features(
                run.log(),
                datasets.featuresModel(),
                estimator.get(),
                datasets.rows(rows),
                List.of(DerivedContracts.FEATURES));
        run.report(candidate.parity().summary());
        run.registry().register(run.log(), candidate);
    }
}
