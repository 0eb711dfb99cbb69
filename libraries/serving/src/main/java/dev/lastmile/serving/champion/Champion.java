package dev.lastmile.serving.champion;

import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.champion.ServingState.Origin;
import dev.lastmile.serving.champion.ServingState.Serving;
import dev.lastmile.serving.champion.ServingState.Waiting;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The one place that knows what answers requests now. Thread-safe. */
@Singleton
public class Champion {
    private final AtomicReference<ServingState> state =
            new AtomicReference<>(new Waiting("The model is being loaded; try again in a moment."));

    private final AtomicReference<String> problem = new AtomicReference<>("");

    public ServingState state() {
        return state.get();
    }

    /** Why what answers may not be what the registry names now; empty if it is. */
    public String problem() {
        return problem.get();
    }

    void problem(String reason) {
        problem.set(reason);
    }

    /** Lets a chain answer from now on, and closes the one before it as soon as that has answered what it began. */
    void serve(ChampionChain chain, Origin origin) {
        closeIfServing(state.getAndSet(new Serving(chain, origin, Instant.now(), ScoringTime.isShort(chain))));
    }

    /** Says why there is no model yet; one that already answers keeps answering. */
    void waitFor(String reason) {
        state.updateAndGet(current -> current instanceof Serving ? current : new Waiting(reason));
    }

    @PreDestroy
    void close() {
        closeIfServing(state.getAndSet(new Waiting("The service is stopping.")));
    }

    private static void closeIfServing(ServingState before) {
        if (before instanceof Serving serving) {
            serving.chain().close();
        }
    }
}
