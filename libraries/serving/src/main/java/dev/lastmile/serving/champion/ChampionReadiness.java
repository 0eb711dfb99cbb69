package dev.lastmile.serving.champion;

import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.champion.Champion;
import dev.lastmile.serving.core.champion.ServingState;
import dev.lastmile.serving.core.champion.ServingState.Serving;
import dev.lastmile.serving.core.champion.ServingState.Waiting;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready means that a model answers; otherwise the reason is here, as is why a newer one does not. */
@Readiness
@ApplicationScoped
class ChampionReadiness implements HealthCheck {
    private final Champion champion;

    ChampionReadiness(Champion champion) {
        this.champion = champion;
    }

    @Override
    public HealthCheckResponse call() {
        ServingState state = champion.state();
        if (state instanceof Serving serving) {
            ChampionPair pair = serving.chain().pair();
            HealthCheckResponseBuilder answer = HealthCheckResponse.named("champion")
                    .up()
                    .withData("model", pair.model().toString())
                    .withData("model.digest", pair.model().digest())
                    .withData("features", pair.features().toString())
                    .withData("features.digest", pair.features().digest())
                    .withData("resolved.by", serving.origin().name().toLowerCase(Locale.ROOT))
                    .withData("since", serving.since().toString());
            String problem = champion.problem();
            return problem.isEmpty()
                    ? answer.build()
                    : answer.withData("problem", problem).build();
        }
        return HealthCheckResponse.named("champion")
                .down()
                .withData("reason", ((Waiting) state).reason())
                .build();
    }
}
