package dev.lastmile.serving.internal.champion;

import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.champion.ServingState.Waiting;
import dev.lastmile.tracking.model.ChampionPairRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Up while a model serves; otherwise down with the reason. {@code registry.age.seconds} is the time since the registry
 * last resolved the champion, and {@code problem} why the served model may not be the current one.
 */
@Readiness
@ApplicationScoped
class ChampionReadiness implements HealthCheck {
    private final Champion champion;

    ChampionReadiness(Champion champion) {
        this.champion = champion;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("champion");
        champion.resolved()
                .ifPresent(when -> response.withData(
                        "registry.age.seconds",
                        Math.max(0, Duration.between(when, Instant.now()).toSeconds())));
        ServingState state = champion.state();
        if (state instanceof Waiting waiting) {
            return response.down().withData("reason", waiting.reason()).build();
        }
        Serving serving = (Serving) state;
        ChampionPairRef pair = serving.chain().pair();
        response.up()
                .withData("model", pair.model().toString())
                .withData("model.digest", pair.model().digest())
                .withData("features", pair.features().toString())
                .withData("features.digest", pair.features().digest())
                .withData("resolved.by", serving.origin().name().toLowerCase(Locale.ROOT))
                .withData("since", serving.since().toString());
        String problem = champion.problem();
        return problem.isEmpty()
                ? response.build()
                : response.withData("problem", problem).build();
    }
}
