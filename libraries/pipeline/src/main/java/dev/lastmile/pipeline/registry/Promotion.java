package dev.lastmile.pipeline.registry;

import java.util.Map;
import java.util.Optional;

/**
 * A decision on who is champion, and what it stands on.
 *
 * @param model the registered model
 * @param challenger the version that asks
 * @param champion the version that holds the alias, if any
 * @param gate the rule, in words
 * @param reason why the rule was met or not, in words
 * @param passed whether the rule was met
 * @param forced whether somebody decided against the rule
 * @param challengerMetrics on the held-out rows
 * @param championMetrics on the same rows, through the champion's own features
 * @param actor who or what decided
 * @param kind {@code promotion} or {@code rollback}
 */
public record Promotion(
        String model,
        String challenger,
        Optional<String> champion,
        String gate,
        String reason,
        boolean passed,
        boolean forced,
        Map<String, Double> challengerMetrics,
        Map<String, Double> championMetrics,
        String actor,
        String kind) {
    static final String PROMOTION = "promotion";
    static final String ROLLBACK = "rollback";

    public Promotion {
        challengerMetrics = Map.copyOf(challengerMetrics);
        championMetrics = Map.copyOf(championMetrics);
    }

    /** The same decision, made against the rule. */
    public Promotion overruled() {
        return new Promotion(
                model,
                challenger,
                champion,
                gate,
                reason,
                passed,
                true,
                challengerMetrics,
                championMetrics,
                actor,
                kind);
    }

    /** Whether the alias moves. */
    public boolean moves() {
        return passed || forced;
    }
}
