package dev.lastmile.pipeline.steps;

import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.dataset.ProjectDatasets;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.registry.Candidate;
import dev.lastmile.pipeline.registry.ChampionGate;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.pipeline.registry.Promotion;
import dev.lastmile.pipeline.report.ModelReport;
import dev.lastmile.pipeline.report.ReportSubject;
import dev.lastmile.pipeline.step.Step;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.training.ModelTrainer;
import dev.lastmile.pipeline.training.SeenLabels;
import dev.lastmile.pipeline.training.TrainingTask;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;

/** Trains the model on the interim data, registers it, and promotes it if it is at least as good as the champion. */
@Command(
        name = ProjectDatasets.MODEL_STEP,
        aliases = "train-classifier",
        description = "Trains the model, registers it, and promotes it if it passes the gate.")
final class TrainModel implements Step {
    private final ProjectDatasets datasets;
    private final Supplier<ModelTrainer> model;
    private final GateRule rule;

    TrainModel(ProjectDatasets datasets, Supplier<ModelTrainer> model, GateRule rule) {
        this.datasets = datasets;
        this.model = model;
        this.rule = rule;
    }

    @Override
    public void execute(StepRun run) {
        Snapshot interim = run.latestSnapshot(datasets.features());
        ModelVersion features = run.registry().madeBy(interim, datasets.featuresModel());
        run.log().logModelInput(features);
        Dataset<Row> rows = run.read(datasets.features(), interim);
        TrainingTask task = Trial.task(datasets, run, rows, interim, features);
        SeenLabels seen = Trial.seen(datasets, rows);
        Optional<String> leftOut = seen.leftOut(datasets.heldOutRows(rows), "held-out");
        leftOut.ifPresent(run::report);
        Candidate candidate = model.get().candidate(run.log(), task);
        run.report(candidate.parity().summary());

        // Judged on raw rows, through its own features, as the service will score them.
        Snapshot rawData = run.source(interim, datasets.raw());
        Dataset<Row> raw = seen.only(datasets.heldOutRows(run.read(datasets.raw(), rawData)));
        ChampionGate gate = new ChampionGate(run.registry(), run.log(), raw, datasets.label(), rule);
        Evaluation evaluation = gate.evaluate(features, candidate.onnx());
        run.log().logEvaluation(evaluation);

        ModelVersion version = run.registry().register(run.log(), candidate);
        Promotion decision = gate.judge(new ChampionPair(version, features), evaluation);
        run.registry().promotions().decide(decision);
        run.report(version.name() + " " + version.version() + (decision.moves() ? " is champion" : " is not promoted"));
        ModelReport.log(
                run.log(),
                run.registry().onnx(features),
                new ReportSubject(
                        version,
                        candidate.onnx(),
                        features,
                        evaluation,
                        rule.primary(evaluation),
                        rule.rows(),
                        raw,
                        datasets.label(),
                        datasets.raw().definition(),
                        List.of(rawData, interim),
                        limits(leftOut),
                        decision));
        if (decision.champion().isEmpty() && !decision.moves()) {
            throw rejected(run, task, evaluation, decision);
        }
    }

    private List<String> limits(Optional<String> leftOut) {
        List<String> limits = new ArrayList<>();
        leftOut.ifPresent(text -> limits.add(Character.toUpperCase(text.charAt(0)) + text.substring(1)));
        if (!datasets.properties().isSplitByTime()) {
            limits.add("Not tested on later data: the held-out rows are of the same time as the training rows."
                    + " split=time would hold out the newest.");
        }
        return limits;
    }

    /** Without a champion nothing can be scored or served: the step that should have made one has failed. */
    private StepException rejected(StepRun run, TrainingTask task, Evaluation evaluation, Promotion decision) {
        boolean beaten = rule.isBetterThanBaseline(evaluation);
        if (!beaten) {
            run.report("nothing is better than the " + evaluation.baselineName() + " here. Likely causes:");
            LikelyCauses.of(datasets, task, evaluation).forEach(cause -> run.report("- " + cause));
        }
        return new StepException("There is no champion of " + decision.model() + ": version " + decision.challenger()
                + " is registered but not promoted (" + decision.reason() + "). "
                + (beaten
                        ? "Change the model, or the rule in Model.GATE."
                        : "The lines above list likely causes. Change the data, the features or the model and run make"
                                + " demo again.")
                + " FORCE=1 overrules: make promote VERSION=" + decision.challenger() + " FORCE=1");
    }
}
