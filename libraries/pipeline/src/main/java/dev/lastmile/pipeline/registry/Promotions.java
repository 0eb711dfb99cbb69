package dev.lastmile.pipeline.registry;

import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.internal.FaultInjection;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The journal of promotions: each decision is a tracking run of its own, so the record only ever grows.
 *
 * <p>A decision is written before the alias moves and ends {@code FINISHED} after; one that still says {@code RUNNING}
 * was cut off in between, and the alias says whether it took effect.
 */
public final class Promotions {
    private static final String MODEL = "lastmile.promotion.model";
    private static final String KIND = "lastmile.promotion.kind";
    private static final String CHALLENGER = "lastmile.promotion.challenger";
    private static final String CHAMPION = "lastmile.promotion.champion";
    private static final String OUTCOME = "lastmile.promotion.outcome";
    private static final String GATE = "lastmile.promotion.gate";
    private static final String REASON = "lastmile.promotion.reason";
    private static final String PASSED = "lastmile.promotion.passed";
    private static final String FORCED = "lastmile.promotion.forced";
    private static final String ACTOR = "lastmile.promotion.actor";
    private static final String OF_CHALLENGER = "challenger.";
    private static final String OF_CHAMPION = "champion.";

    private final Project project;
    private final TrackingClient tracking;

    Promotions(Project project, TrackingClient tracking) {
        this.project = project;
        this.tracking = tracking;
    }

    /** Records a decision, then carries it out. */
    public void decide(Promotion decision) {
        String run = record(decision);
        FaultInjection.reached(project, FaultInjection.BETWEEN_VERSION_AND_ALIAS);
        if (decision.moves()) {
            requireSameChampion(decision, run);
            tracking.setAlias(decision.model(), ModelRegistry.CHAMPION, decision.challenger());
        }
        tracking.endRun(run, RunStatus.FINISHED);
    }

    /** Another decision may have been carried out while this one was made; then it stands on the wrong comparison. */
    private void requireSameChampion(Promotion decision, String run) {
        Optional<String> now = tracking.modelVersionByAlias(decision.model(), ModelRegistry.CHAMPION)
                .map(ModelVersion::version);
        if (!now.equals(decision.champion())) {
            tracking.endRun(run, RunStatus.FAILED);
            throw new StepException(decision.model() + " " + decision.challenger() + " was judged against "
                    + decision.champion().orElse("no champion") + ", and meanwhile " + now.orElse("none")
                    + " has become champion. Run: make promote VERSION=" + decision.challenger());
        }
    }

    /**
     * Gives the alias back to the version that held it before the present champion was promoted.
     *
     * @return the version that is champion now
     * @throws StepException if there is no champion, or it had no predecessor
     */
    public String rollback(String model, String actor) {
        String current = tracking.modelVersionByAlias(model, ModelRegistry.CHAMPION)
                .orElseThrow(() -> new StepException(model + " has no champion to roll back. Run: make models"))
                .version();
        String previous = decisions(model).stream()
                .map(Run::tags)
                .filter(tags -> Promotion.PROMOTION.equals(tags.get(KIND))
                        && "promoted".equals(tags.get(OUTCOME))
                        && current.equals(tags.get(CHALLENGER))
                        && tags.containsKey(CHAMPION)
                        && !current.equals(tags.get(CHAMPION)))
                .map(tags -> tags.get(CHAMPION))
                .findFirst()
                .orElseThrow(() -> new StepException(model + " version " + current
                        + " is champion and none was before it. Promote another: make promote MODEL=" + model
                        + " VERSION=…"));
        decide(new Promotion(
                model,
                previous,
                Optional.of(current),
                "rollback to the champion before",
                "asked for",
                true,
                false,
                Map.of(),
                Map.of(),
                actor,
                Promotion.ROLLBACK));
        return previous;
    }

    /** The newest decision on a version: a promotion that it asked for, or a rollback to it. */
    public Optional<Promotion> newest(String model, String version) {
        return decisions(model).stream()
                .filter(run -> version.equals(run.tags().get(CHALLENGER)))
                .findFirst()
                .map(Promotions::decision);
    }

    private static Promotion decision(Run run) {
        Map<String, String> tags = run.tags();
        return new Promotion(
                tags.get(MODEL),
                tags.get(CHALLENGER),
                Optional.ofNullable(tags.get(CHAMPION)),
                tags.getOrDefault(GATE, ""),
                tags.getOrDefault(REASON, ""),
                Boolean.parseBoolean(tags.get(PASSED)),
                Boolean.parseBoolean(tags.get(FORCED)),
                metrics(run, OF_CHALLENGER),
                metrics(run, OF_CHAMPION),
                tags.getOrDefault(ACTOR, ""),
                tags.getOrDefault(KIND, Promotion.PROMOTION));
    }

    private static Map<String, Double> metrics(Run run, String prefix) {
        Map<String, Double> metrics = new HashMap<>();
        run.metrics().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                metrics.put(name.substring(prefix.length()), value);
            }
        });
        return metrics;
    }

    private String record(Promotion decision) {
        Map<String, String> tags = new HashMap<>();
        tags.put(MODEL, decision.model());
        tags.put(KIND, decision.kind());
        tags.put(CHALLENGER, decision.challenger());
        decision.champion().ifPresent(version -> tags.put(CHAMPION, version));
        tags.put(OUTCOME, decision.moves() ? "promoted" : "kept");
        tags.put(GATE, decision.gate());
        tags.put(REASON, decision.reason());
        tags.put(PASSED, Boolean.toString(decision.passed()));
        tags.put(FORCED, Boolean.toString(decision.forced()));
        tags.put(ACTOR, decision.actor());
        tags.put("mlflow.user", System.getProperty("user.name"));
        String run = tracking.createRun(
                        tracking.findOrCreateExperiment(project.name()),
                        decision.kind() + " " + decision.model() + " " + decision.challenger(),
                        tags)
                .id();
        Map<String, Double> metrics = new HashMap<>();
        decision.challengerMetrics().forEach((name, value) -> metrics.put(OF_CHALLENGER + name, value));
        decision.championMetrics().forEach((name, value) -> metrics.put(OF_CHAMPION + name, value));
        tracking.logBatch(run, metrics, Map.of(), Map.of());
        return run;
    }

    private List<Run> decisions(String model) {
        return tracking.searchRuns(
                tracking.findOrCreateExperiment(project.name()), "tags.\"" + MODEL + "\" = '" + model + "'", 1000);
    }
}
