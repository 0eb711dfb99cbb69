package dev.lastmile.pipeline.registry;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.StepRun;
import dev.lastmile.pipeline.evaluation.ClassifierEvaluation;
import dev.lastmile.tracking.ModelVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rule by which a challenger becomes champion: both score the same held-out raw rows, each through its own features,
 * and the challenger has to be at least as accurate.
 */
public final class ChampionGate {
    /** The rule, as decisions record it. */
    public static final String RULE = "accuracy on the held-out rows is at least the champion's";

    private final StepRun run;
    private final Dataset<Row> heldOut;
    private final String label;

    /**
     * @param heldOut raw rows that neither was fitted on, with the columns that both features take
     * @param label the column of true labels
     */
    public ChampionGate(StepRun run, Dataset<Row> heldOut, String label) {
        this.run = run;
        this.heldOut = heldOut;
        this.label = label;
    }

    /** Scores the held-out rows with a registered pair, and counts. */
    public ClassifierEvaluation evaluate(ChampionPair pair) {
        return evaluate(pair.features(), run.registry().onnx(pair.classifier()));
    }

    /** As {@link #evaluate(ChampionPair)}, for a classifier that is not registered yet. */
    public ClassifierEvaluation evaluate(ModelVersion features, OnnxModel classifier) {
        Dataset<Row> scored = OnnxTransformation.of(run.registry().onnx(features))
                .then(classifier)
                .apply(heldOut);
        return ClassifierEvaluation.of(scored, label, ClassifierLabels.of(classifier));
    }

    /**
     * Judges a challenger against the champion of its model. Nothing is decided yet: see {@link Promotions#decide}.
     *
     * <p>A champion that cannot be scored on these rows, for its features are gone or want other columns, is not beaten:
     * the decision says so, and a person may overrule it.
     *
     * @param judged what {@link #evaluate} said of the challenger
     */
    public Promotion judge(ChampionPair challenger, ClassifierEvaluation judged) {
        String model = challenger.classifier().name();
        Optional<ModelVersion> champion = run.registry().championVersion(model);
        if (champion.isEmpty()) {
            run.say("there is no champion of " + model + " yet");
            return decision(challenger, judged, champion, RULE, true, Map.of());
        }
        ClassifierEvaluation holds;
        try {
            holds = evaluate(run.registry().pair(champion.get()));
        } catch (StepException | OnnxModelException e) {
            run.say("the champion, " + champion.get().version() + ", cannot be scored: " + e.getMessage());
            return decision(
                    challenger, judged, champion, RULE + "; it cannot be scored: " + e.getMessage(), false, Map.of());
        }
        run.say(String.format(
                Locale.ROOT,
                "accuracy on the same held-out rows: challenger %s %.4f, champion %s %.4f",
                challenger.classifier().version(),
                judged.accuracy(),
                champion.get().version(),
                holds.accuracy()));
        return decision(challenger, judged, champion, RULE, judged.accuracy() >= holds.accuracy(), holds.metrics());
    }

    private static Promotion decision(
            ChampionPair challenger,
            ClassifierEvaluation judged,
            Optional<ModelVersion> champion,
            String gate,
            boolean passed,
            Map<String, Double> championMetrics) {
        return new Promotion(
                challenger.classifier().name(),
                challenger.classifier().version(),
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
