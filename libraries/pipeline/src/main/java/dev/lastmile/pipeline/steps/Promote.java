package dev.lastmile.pipeline.steps;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.pipeline.report.ModelCards;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.tracking.model.ChampionPair;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a version champion if it passes the gate that {@link TrainModel} applies; every decision is recorded. */
@Command(name = "promote", description = "Makes a version champion if it passes the gate.")
final class Promote implements Step {
    private final ProjectDatasets datasets;
    private final GateRule rule;

    @Option(names = "--model", description = "The registered model (default: the project's).")
    String model;

    @Option(names = "--version", required = true, description = "The version that is to be champion.")
    String version;

    @Option(names = "--force", description = "Promote it even if it does not pass; the record says so.")
    boolean force;

    Promote(ProjectDatasets datasets, GateRule rule) {
        this.datasets = datasets;
        this.rule = rule;
    }

    @Override
    public void execute(StepRun run) {
        String own = datasets.model();
        if (model != null && !model.equals(own)) {
            throw new StepException("Only " + own + " has a champion, not " + model
                    + "; features follow the model that was trained on them. Run: make promote MODEL=" + own
                    + " VERSION=" + version);
        }
        ChampionPair challenger = run.registry().pair(run.registry().version(own, version));
        Dataset<Row> raw = run.read(datasets.raw(), run.latestSnapshot(datasets.raw()));
        Dataset<Row> heldOut = Trial.seen(datasets, raw).only(datasets.heldOutRows(raw));
        ChampionGate gate = new ChampionGate(run.registry(), run.log(), heldOut, datasets.label(), rule);
        Promotion judged = gate.judge(challenger, gate.evaluate(challenger));
        Promotion decision = force ? judged.overruled() : judged;
        run.registry().promotions().decide(decision);
        new ModelCards(run.tracking(), run.registry().promotions())
                .logDecision(run.log(), challenger.model(), decision);
        if (!judged.passed() && !force) {
            throw new StepException(own + " " + version + " is not promoted: it does not pass the gate ("
                    + judged.reason() + "). FORCE=1 overrules it, and the record says so.");
        }
        run.report(challenger + " is champion");
    }
}
