package dev.lastmile.benchmarks.pipeline;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.SparkMlTrainer;
import dev.lastmile.pipeline.training.TrainingColumns;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.List;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains a linear regression of Spark ML on all partitions, or on a seeded sample of the training rows. */
@Command(name = "train-model")
final class TrainRegressor implements Step {
    @Option(names = "--share")
    double share = 1;

    @Override
    public String name() {
        return "train-model";
    }

    @Override
    public void execute(StepRun run) {
        Snapshot interim = run.latestSnapshot(MixedRows.FEATURES);
        ModelVersion features = run.registry().madeBy(interim, Steps.FEATURES_MODEL);
        run.log().logModelInput(features);
        Dataset<Row> rows = run.read(MixedRows.FEATURES, interim);
        TrainingTask task = new TrainingTask(
                Steps.MODEL,
                TrainingColumns.of(List.of(MixedRows.KEY), "features", List.of(), MixedRows.LABEL),
                new TrainingRows(Steps.side(rows, Split.TRAIN, share), Steps.side(rows, Split.TEST, share)),
                interim.dataset() + ", snapshot " + interim.id(),
                features);
        Candidate candidate = SparkMlTrainer.of(new LinearRegression()).candidate(run.log(), task);
        run.report(candidate.parity().summary());
        Dataset<Row> heldOut =
                Steps.side(run.read(MixedRows.RAW, run.source(interim, MixedRows.RAW)), Split.TEST, share);
        ChampionGate gate = new ChampionGate(run.registry(), run.log(), heldOut, MixedRows.LABEL);
        Evaluation evaluation = gate.evaluate(features, candidate.onnx());
        run.log().logEvaluation(evaluation);
        ModelVersion version = run.registry().register(run.log(), candidate);
        run.registry().promotions().decide(gate.judge(new ChampionPair(version, features), evaluation));
    }
}
