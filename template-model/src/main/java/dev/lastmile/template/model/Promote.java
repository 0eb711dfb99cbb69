package dev.lastmile.template.model;

import dev.lastmile.pipeline.Step;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepMain;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.template.data.Iris;
import dev.lastmile.tracking.model.ChampionPair;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a version champion if it passes the gate that {@link TrainClassifier} applies; every decision is recorded. */
@Command(name = "promote", description = "Makes a version champion if it passes the gate.")
public final class Promote implements Step {
    @Option(
            names = "--model",
            description = "The registered model (default: ${DEFAULT-VALUE}).",
            defaultValue = Iris.CLASSIFIER_MODEL)
    String model;

    @Option(names = "--version", required = true, description = "The version that is to be champion.")
    String version;

    @Option(names = "--force", description = "Promote it even if it does not pass; the record says so.")
    boolean force;

    public static void main(String[] arguments) {
        StepMain.main(Iris::project, new Promote(), arguments);
    }

    @Override
    public String name() {
        return "promote";
    }

    @Override
    public void execute(StepRun run) {
        if (!Iris.CLASSIFIER_MODEL.equals(model)) {
            throw new StepException("Only " + Iris.CLASSIFIER_MODEL + " has a champion, not " + model
                    + "; features follow the classifier that was trained on them. Run: make promote MODEL="
                    + Iris.CLASSIFIER_MODEL + " VERSION=" + version);
        }
        ChampionPair challenger = run.registry().pair(run.registry().version(model, version));
        Dataset<Row> heldOut = Iris.heldOutRows(run.read(Iris.RAW, run.current(Iris.RAW, "raw-data")));
        ChampionGate gate = new ChampionGate(run, heldOut, Iris.LABEL);
        Promotion judged = gate.judge(challenger, gate.evaluate(challenger));
        run.registry().promotions().decide(force ? judged.overruled() : judged);
        if (!judged.passed() && !force) {
            throw new StepException(model + " " + version + " is not promoted: it does not pass the gate ("
                    + judged.gate() + "). FORCE=1 overrules it, and the record says so.");
        }
        run.say(challenger + " is champion");
    }
}
