package dev.lastmile.pipeline.registry;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.PrimaryMetric;
import dev.lastmile.pipeline.metrics.Bootstrap;
import dev.lastmile.pipeline.metrics.Interval;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * By which rule a challenger becomes champion, such as {@code GateRule.on("pr_auc").require("recall(\"1\") >= 0.3")}.
 *
 * <p>Without another rule, the primary metric follows from the task ({@link Evaluation#primary}), and the challenger has to be
 * at least as good as the champion. Whatever the rule, it has to be better than the baseline, a constant model on the same
 * rows. Immutable.
 */
public final class GateRule {
    /** The least advantage over the champion, at a confidence. */
    private record Advantage(double least, double confidence) {}

    private final Metric primary;
    private final List<GateConstraint> constraints;
    private final Advantage advantage;
    private final ScoredRows rows;

    private GateRule(Metric primary, List<GateConstraint> constraints, Advantage advantage, ScoredRows rows) {
        this.primary = primary;
        this.constraints = List.copyOf(constraints);
        this.advantage = advantage;
        this.rows = rows;
    }

    /** PR AUC for binary labels with a minority under 20 %, log loss for others, RMSE for a regression. */
    public static GateRule byTask() {
        return new GateRule(null, List.of(), null, ScoredRows.plain());
    }

    /**
     * A primary metric.
     *
     * @throws StepException if there is no metric of that name
     */
    public static GateRule on(String metric) {
        Metric found = Metric.of(metric)
                .orElseThrow(() -> new StepException(
                        "The gate's metric " + metric + " does not exist. Name one of " + Metric.keys() + "."));
        return new GateRule(found, List.of(), null, ScoredRows.plain());
    }

    /**
     * The same with a constraint that the challenger has to meet.
     *
     * @param constraint such as {@code recall("1") >= 0.3}, {@code brier <= 0.02}, {@code model_size <= 5e7} (bytes) or
     *     {@code latency <= 2} (milliseconds for one row through features and model, the median on this machine)
     * @throws StepException if it is not understood
     */
    public GateRule require(String constraint) {
        List<GateConstraint> more = new ArrayList<>(constraints);
        more.add(GateConstraint.parse(constraint));
        return new GateRule(primary, more, advantage, rows);
    }

    /** The same where the challenger has to be better by more than this, on paired rows at a confidence such as 0.95. */
    public GateRule improvingBy(double minimum, double confidence) {
        return new GateRule(primary, constraints, new Advantage(minimum, confidence), rows);
    }

    /** The same where the challenger must not be worse by this margin, on paired rows at a confidence such as 0.95. */
    public GateRule notWorseBy(double margin, double confidence) {
        return new GateRule(primary, constraints, new Advantage(-margin, confidence), rows);
    }

    /**
     * The same for a series of numbers: the baseline is the true value of the moment before, not a constant.
     *
     * @param time the column of dates or timestamps of the raw rows
     */
    public GateRule againstLastValue(String time) {
        return judging(rows.withSeries(time));
    }

    /** The same with weights, slices or a positive label. */
    public GateRule judging(ScoredRows how) {
        return new GateRule(primary, constraints, advantage, how);
    }

    /** Whether the primary metric is better than the baseline's. */
    public boolean isBetterThanBaseline(Evaluation evaluation) {
        return evaluation.isBetterThanBaseline(primary(evaluation));
    }

    /** Whether a constraint is of the time of scoring a row. */
    boolean needsLatency() {
        return constraints.stream().anyMatch(GateConstraint::isOfLatency);
    }

    /** How the held-out rows are judged: weights, slices, the positive label. */
    public ScoredRows rows() {
        return rows;
    }

    /** The metric by which a challenger is compared with the champion. */
    public Metric primary(Evaluation evaluation) {
        return primary == null ? evaluation.primary() : primary;
    }

    /** The rule in words, as a decision records it. */
    String text(Evaluation evaluation) {
        PrimaryMetric asked = evaluation.value(primary(evaluation));
        StringBuilder text = new StringBuilder(asked.rule())
                .append(", and better than the ")
                .append(evaluation.baselineName())
                .append("'s");
        if (advantage != null) {
            text.append("; advantage over the champion on paired rows above ")
                    .append(advantage.least())
                    .append(" at confidence ")
                    .append(advantage.confidence());
        }
        constraints.forEach(constraint -> text.append("; ").append(constraint.text()));
        return text.toString();
    }

    /** Why a challenger does not pass, whoever is champion; empty if it may. */
    List<String> rejections(Evaluation challenger, ModelCost cost) {
        List<String> reasons = new ArrayList<>();
        Metric metric = primary(challenger);
        PrimaryMetric asked = challenger.value(metric);
        if (Double.isNaN(asked.value())) {
            reasons.add("the model has no " + metric.key() + " on these rows");
        }
        Optional.ofNullable(challenger.baseline().get(metric)).ifPresent(baseline -> {
            if (!challenger.isBetterThanBaseline(metric)) {
                reasons.add(metric.key() + " " + Evaluation.text(asked.value()) + " is not better than the "
                        + challenger.baselineName() + "'s "
                        + Evaluation.text(baseline));
            }
        });
        constraints.forEach(constraint -> constraint.rejection(challenger, cost).ifPresent(reasons::add));
        return reasons;
    }

    /**
     * Why a challenger does not pass beside a champion; empty if it does. A ranking alone decides nothing: a classifier that
     * predicts one label for every row does not take the place of one that distinguishes.
     */
    Optional<String> rejection(Evaluation challenger, Evaluation champion) {
        Metric metric = primary(challenger);
        PrimaryMetric asked = challenger.value(metric);
        PrimaryMetric held = champion.value(metric);
        Optional<String> only = onlyLabel(challenger);
        if (only.isPresent() && onlyLabel(champion).isEmpty()) {
            return Optional.of("the model predicts " + only.get()
                    + " for every row, and the champion does not; choose a" + " decision threshold");
        } else if (Double.isNaN(held.value())) {
            return Optional.of("the champion has no " + metric.key() + " on these rows");
        } else if (advantage == null) {
            return asked.isAtLeastAsGoodAs(held)
                    ? Optional.empty()
                    : Optional.of(metric.key() + " " + Evaluation.text(asked.value()) + " is worse than the champion's "
                            + Evaluation.text(held.value()));
        }
        // One end of a two-sided interval of 2c - 1 is a bound at confidence c.
        Interval interval = Bootstrap.advantage(
                challenger.scoredSample(), champion.scoredSample(), metric, 2 * advantage.confidence() - 1);
        return interval.lower() > advantage.least()
                ? Optional.empty()
                : Optional.of("the advantage in " + metric.key() + " over the champion is above "
                        + Evaluation.text(interval.lower()) + " at confidence " + advantage.confidence()
                        + ", and the rule wants it above " + advantage.least());
    }

    /** The label that a classifier predicts for all rows, if it is always the same. */
    private static Optional<String> onlyLabel(Evaluation evaluation) {
        return evaluation instanceof ClassifierEvaluation classifier ? classifier.onlyPrediction() : Optional.empty();
    }
}
