package dev.lastmile.serving.internal.metrics;

import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.ScoringMetrics;
import dev.lastmile.tracking.model.ChampionPairRef;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Metrics of predictions: {@code lastmile_predictions_seconds}, a histogram of the latency from the request's body to the
 * outputs, and {@code lastmile_prediction_rows_total}, both by model and features; {@code lastmile_rejected_requests_total}
 * by status; {@code lastmile_contract_violations_total} by model, column and mode; {@code
 * lastmile_nonfinite_outputs_total} by model and output. {@code lastmile_rejected_requests_total} also has its former
 * name, {@code lastmile_refusals_total}, for one version.
 */
@Singleton
public class PredictionMetrics implements ScoringMetrics {
    private final MeterRegistry registry;
    private final Map<ChampionPairRef, Meters> meters = new ConcurrentHashMap<>();

    private record Meters(Timer latency, Counter rows) {}

    public PredictionMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void scored(Prediction prediction, long nanoseconds) {
        Meters of = meters.computeIfAbsent(prediction.pair(), this::register);
        of.latency().record(nanoseconds, TimeUnit.NANOSECONDS);
        of.rows().increment(prediction.rows().rows());
    }

    @Override
    public void violated(ChampionPairRef pair, String column, ContractMode mode) {
        Counter.builder("lastmile.contract.violations")
                .description(
                        "Requests with a row that violates the contract of the model, by the first column and by whether"
                                + " they are rejected (enforce) or scored (log)")
                .tag("model", pair.model().name())
                .tag("column", column)
                .tag("mode", mode.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    @Override
    public void nonFinite(ChampionPairRef pair, String output) {
        Counter.builder("lastmile.nonfinite.outputs")
                .description("Requests that were rejected because an output of the model was NaN or infinite")
                .tag("model", pair.model().name())
                .tag("version", pair.model().version())
                .tag("output", output)
                .register(registry)
                .increment();
    }

    /** Counts a request that got an error response. */
    public void rejected(int status) {
        count("lastmile.rejected.requests", "Requests that got an error response, by its status", status);
        count("lastmile.refusals", "Former name of lastmile_rejected_requests_total, for one version", status);
    }

    private void count(String name, String description, int status) {
        Counter.builder(name)
                .description(description)
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }

    private Meters register(ChampionPairRef pair) {
        String[] tags = {
            "model", pair.model().name(),
            "version", pair.model().version(),
            "features", pair.features().name(),
            "features_version", pair.features().version()
        };
        Timer latency = Timer.builder("lastmile.predictions")
                .description("Time from the body of a request to its predictions")
                .tags(tags)
                .serviceLevelObjectives(
                        Duration.ofNanos(100_000),
                        Duration.ofNanos(250_000),
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofNanos(2_500_000),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(2))
                .register(registry);
        Counter rows = Counter.builder("lastmile.prediction.rows")
                .description("Rows that were scored")
                .baseUnit("rows")
                .tags(tags)
                .register(registry);
        return new Meters(latency, rows);
    }
}
