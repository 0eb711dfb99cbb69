package dev.lastmile.pipeline.steps;

import dev.lastmile.contract.DerivedContracts;
import dev.lastmile.contract.DerivedContracts.Task;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ModelEvaluations;
import dev.lastmile.pipeline.run.FitLog;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.FeatureNames;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SeenLabels;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ModelTags;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A model that was trained and judged, and that is not registered: for notebooks and tests.
 *
 * @param candidate the model, and how its framework and ONNX agree
 * @param evaluation of its ONNX form on the held-out rows
 */
public record Trial(Candidate candidate, Evaluation evaluation) {
    /**
     * Trains and judges.
     *
     * @param rows of the features dataset
     */
    public static Trial of(ProjectDatasets datasets, ModelTrainer trainer, Dataset<Row> rows, FitLog log) {
        ModelVersion unregistered = new ModelVersion(
                datasets.featuresModel(), "0", "READY", "", "", Map.of(ModelTags.DIGEST, ""), List.of());
        Candidate candidate = trainer.candidate(log, task(datasets, rows, List.of(), "a trial", unregistered));
        Dataset<Row> scored = OnnxTransformation.of(candidate.onnx())
                .withArrays()
                .apply(ScoredRows.identified(seen(datasets, rows).only(datasets.heldOutRows(rows))));
        return new Trial(
                candidate, ModelEvaluations.of(scored, datasets.label(), candidate.onnx(), ScoredRows.plain()));
    }

    /** What a project's model is trained for and with: the rows of a snapshot of the features. */
    static TrainingTask task(
            ProjectDatasets datasets, StepRun run, Dataset<Row> rows, Snapshot interim, ModelVersion features) {
        return task(
                datasets,
                rows,
                FeatureNames.of(run.registry().onnx(features), DerivedContracts.FEATURES),
                interim.dataset() + ", snapshot " + interim.id(),
                features);
    }

    private static TrainingTask task(
            ProjectDatasets datasets,
            Dataset<Row> rows,
            List<String> names,
            String description,
            ModelVersion features) {
        TrainingColumns columns =
                TrainingColumns.of(datasets.keys(), DerivedContracts.FEATURES, names, datasets.label());
        return new TrainingTask(
                datasets.model(), columns, seen(datasets, rows).only(datasets.rows(rows)), description, features);
    }

    /** The labels that a classifier can predict; of a regression all values. */
    static SeenLabels seen(ProjectDatasets datasets, Dataset<Row> rows) {
        return datasets.task() == Task.CLASSIFICATION
                ? SeenLabels.of(datasets.trainingRows(rows), datasets.label())
                : new SeenLabels(datasets.label(), List.of());
    }
}
