package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rule by which a challenger becomes champion: both score the same held-out raw rows, each through its own features,
 * and the challenger has to pass a {@link GateRule}: better than a constant model, and at least as good as the champion.
 *
 * <p>A model is a classifier if its graph names its labels in the metadata property {@code lastmile.labels}, and a
 * regressor if it names none, gives one floating point number a row as {@code prediction}, and no {@code probability}.
 */
public final class ChampionGate {
    /** A champion that was judged on fewer rows is called provisional. */
    static final long PROVISIONAL_ROWS = 1000;

    private final ModelRegistry registry;
    private final RunLog log;
    private final Dataset<Row> heldOut;
    private final String label;
    private final GateRule rule;

    /**
     * @param registry that has the models
     * @param log to which the gate reports what it compares
     * @param heldOut raw rows that neither was fitted on, with the columns that both features take
     * @param label the column of true labels, or of true values
     */
    public ChampionGate(ModelRegistry registry, RunLog log, Dataset<Row> heldOut, String label) {
        this(registry, log, heldOut, label, GateRule.byTask());
    }

    /** The same by a rule of the project's. */
    public ChampionGate(ModelRegistry registry, RunLog log, Dataset<Row> heldOut, String label, GateRule rule) {
        this.rule = rule;
        this.registry = registry;
        this.log = log;
        this.heldOut = ScoredRows.identified(heldOut);
        this.label = label;
    }

    /** Scores the held-out rows with a registered pair, and judges it. */
    public Evaluation evaluate(ChampionPair pair) {
        return evaluate(pair.features(), registry.onnx(pair.model()));
    }

    /** As {@link #evaluate(ChampionPair)}, for a model that is not registered yet. */
    public Evaluation evaluate(ModelVersion features, OnnxModel model) {
        Dataset<Row> scored =
                OnnxTransformation.of(registry.onnx(features)).then(model).apply(heldOut);
        return ModelEvaluations.of(scored, label, model, rule.rows());
    }

    /**
     * Judges a challenger against the champion of its model. Nothing is decided yet: see {@link Promotions#decide}.
     *
     * <p>A champion that cannot be scored on these rows, for its features are gone or want other columns, or the label is
     * not of its kind, is not beaten: the decision says so, and a person may overrule it.
     *
     * @param judged what {@link #evaluate} said of the challenger
     */
    public Promotion judge(ChampionPair challenger, Evaluation judged) {
        String model = challenger.model().name();
        Optional<ModelVersion> champion = registry.championVersion(model);
        Metric metric = rule.primary(judged);
        log.report(metric.key() + " of challenger " + challenger.model().version() + " "
                + Evaluation.text(judged.value(metric).value()) + ", of the " + judged.baselineName() + " "
                + Evaluation.text(judged.baseline().getOrDefault(metric, Double.NaN)));
        List<String> reasons = new ArrayList<>(rule.rejections(judged, cost(challenger)));
        Map<String, Double> held = Map.of();
        if (champion.isEmpty()) {
            log.report("there is no champion of " + model + " yet");
        } else {
            try {
                Evaluation holds = evaluate(registry.pair(champion.get()));
                held = holds.metrics();
                log.report(metric.key() + " on the same held-out rows: challenger "
                        + challenger.model().version() + " "
                        + Evaluation.text(judged.value(metric).value()) + ", champion "
                        + champion.get().version() + " "
                        + Evaluation.text(holds.value(metric).value()));
                rule.rejection(judged, holds).ifPresent(reasons::add);
            } catch (StepException | OnnxModelException e) {
                reasons.add("the champion, " + champion.get().version() + ", cannot be scored: " + e.getMessage());
            }
        }
        reasons.forEach(log::report);
        return new Promotion(
                model,
                challenger.model().version(),
                champion.map(ModelVersion::version),
                rule.text(judged),
                reasons.isEmpty() ? provisional(judged) : String.join("; ", reasons),
                reasons.isEmpty(),
                false,
                judged.metrics(),
                held,
                System.getProperty("user.name"),
                Promotion.PROMOTION);
    }

    private ModelCost cost(ChampionPair challenger) {
        OnnxModel onnx = registry.onnx(challenger.model());
        return rule.needsLatency()
                ? ModelCost.measured(registry.onnx(challenger.features()), onnx, heldOut)
                : ModelCost.of(onnx);
    }

    private String provisional(Evaluation judged) {
        if (judged.rows() >= PROVISIONAL_ROWS) {
            return "the rule is met";
        }
        String provisional = "provisional: only " + judged.rows() + " held-out rows, under " + PROVISIONAL_ROWS;
        log.report(provisional);
        return "the rule is met; " + provisional;
    }
}
