package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.PrimaryMetric;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.model.ChampionPair;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rule by which a challenger becomes champion: both score the same held-out raw rows, each through its own features,
 * and the challenger has to be at least as good by their {@link Evaluation#primaryMetric}: accuracy of classifiers, root
 * mean squared error of regressors.
 *
 * <p>A model is a classifier if its graph names its labels in the metadata property {@code lastmile.labels}, and a
 * regressor if it names none, gives one floating point number a row as {@code prediction}, and no {@code probability}.
 */
public final class ChampionGate {
    private final StepRun run;
    private final Dataset<Row> heldOut;
    private final String label;

    /**
     * @param heldOut raw rows that neither was fitted on, with the columns that both features take
     * @param label the column of true labels, or of true values
     */
    public ChampionGate(StepRun run, Dataset<Row> heldOut, String label) {
        this.run = run;
        this.heldOut = heldOut;
        this.label = label;
    }

    /** Scores the held-out rows with a registered pair, and judges it. */
    public Evaluation evaluate(ChampionPair pair) {
        return evaluate(pair.features(), run.registry().onnx(pair.model()));
    }

    /** As {@link #evaluate(ChampionPair)}, for a model that is not registered yet. */
    public Evaluation evaluate(ModelVersion features, OnnxModel model) {
        Dataset<Row> scored =
                OnnxTransformation.of(run.registry().onnx(features)).then(model).apply(heldOut);
        return Judgement.of(scored, label, model);
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
        PrimaryMetric asked = judged.primaryMetric();
        String model = challenger.model().name();
        Optional<ModelVersion> champion = run.registry().championVersion(model);
        if (champion.isEmpty()) {
            run.say("there is no champion of " + model + " yet");
            return decision(challenger, judged, champion, asked.rule(), true, Map.of());
        }
        Evaluation holds;
        try {
            holds = evaluate(run.registry().pair(champion.get()));
        } catch (StepException | OnnxModelException e) {
            run.say("the champion, " + champion.get().version() + ", cannot be scored: " + e.getMessage());
            return decision(
                    challenger,
                    judged,
                    champion,
                    asked.rule() + "; it cannot be scored: " + e.getMessage(),
                    false,
                    Map.of());
        }
        PrimaryMetric held = holds.primaryMetric();
        run.say(asked.name() + " on the same held-out rows: challenger "
                + challenger.model().version() + " " + Evaluation.text(asked.value()) + ", champion "
                + champion.get().version() + " " + Evaluation.text(held.value()));
        return decision(challenger, judged, champion, asked.rule(), asked.isAtLeastAsGoodAs(held), holds.metrics());
    }

    private static Promotion decision(
            ChampionPair challenger,
            Evaluation judged,
            Optional<ModelVersion> champion,
            String gate,
            boolean passed,
            Map<String, Double> championMetrics) {
        return new Promotion(
                challenger.model().name(),
                challenger.model().version(),
                champion.map(ModelVersion::version),
                gate,
                passed,
                false,
                judged.metrics(),
                championMetrics,
                System.getProperty("user.name"),
                Promotion.PROMOTION);
    }
}
