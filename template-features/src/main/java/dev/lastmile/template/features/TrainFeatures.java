package dev.lastmile.template.features;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepMain;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.SparkMlTraining;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.template.data.Iris;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Fits the feature pipeline on the training rows and registers it in its Spark and its ONNX form. */
@Command(name = "train-features", description = "Fits the feature pipeline and registers it as iris-features.")
public final class TrainFeatures implements Step {
    private static final List<String> OUTPUTS = List.of(FeaturePipeline.FEATURES);

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new TrainFeatures(), arguments);
    }

    @Override
    public String name() {
        return "train-features";
    }

    @Override
    public void execute(StepRun run) {
        Snapshot raw = run.latestSnapshot(Iris.RAW);
        Dataset<Row> rows = run.read(Iris.RAW, raw);
        Candidate candidate = SparkMlTraining.features(
                run.log(),
                Iris.FEATURES_MODEL,
                FeaturePipeline.estimator(),
                new TrainingRows(Iris.trainingRows(rows), Iris.heldOutRows(rows)),
                OUTPUTS);
        run.report(candidate.parity().summary());
        run.registry().register(run.log(), candidate);
    }
}
