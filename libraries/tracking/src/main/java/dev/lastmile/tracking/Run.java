package dev.lastmile.tracking;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A run, as of the time of the request.
 *
 * @param end empty while the run is active
 * @param metrics last value of each metric
 * @param artifactUri location of the run's artifacts, such as {@code mlflow-artifacts:/1/…}
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
