package dev.lastmile.template.model;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.template.data.Iris;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Trains the classifier on the interim data, registers it, and promotes it if it is at least as good as the champion. */
@Command(name = "train-classifier", description = "Trains the classifier and registers it as iris-classifier.")
public final class TrainClassifier implements Step {
    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new TrainClassifier(), arguments);
    }

    @Override
    public String name() {
        return "train-classifier";
    }

    @Override
    public void execute(StepRun run) {
        Snapshot interim = run.current(Iris.FEATURES_DATA, "interim-data");
        ModelVersion features = run.registry().madeBy(interim, Iris.FEATURES_MODEL);
        run.uses(features);
        Candidate candidate = FlowerClassifier.train(run, interim, features);
        run.say(candidate.parity().summary());

        // Judged on raw rows, through its own features, as the service will answer them.
        Dataset<Row> raw = Iris.heldOutRows(run.read(Iris.RAW, run.source(interim, Iris.RAW)));
        ChampionGate gate = new ChampionGate(run, raw, Iris.LABEL);
        Evaluation evaluation = gate.evaluate(features, candidate.onnx());
        run.evaluation(evaluation);

        ModelVersion version = run.registry().register(run, candidate);
        Promotion decision = gate.judge(new ChampionPair(version, features), evaluation);
        run.registry().promotions().decide(decision);
        run.say(version.name() + " " + version.version() + (decision.moves() ? " is champion" : " is not promoted"));
    }
}
