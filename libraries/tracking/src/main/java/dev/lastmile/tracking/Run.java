package dev.lastmile.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run as the server had it when it was asked.
 *
 * @param end empty while the run is going on
 * @param metrics the last value of each
 * @param artifactUri where the run's artifacts are, as the server names it, such as {@code mlflow-artifacts:/1/…}
 */
public record Run(
        String id,
        String experimentId,
        String name,
        RunStatus status,
        Instant start,
        Optional<Instant> end,
        Map<String, Double> metrics,
        Map<String, String> params,
        Map<String, String> tags,
        String artifactUri) {
    public Run {
        metrics = Map.copyOf(metrics);
        params = Map.copyOf(params);
        tags = Map.copyOf(tags);
    }
}
