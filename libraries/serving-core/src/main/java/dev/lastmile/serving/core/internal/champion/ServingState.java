package dev.lastmile.serving.core.internal.champion;

import dev.lastmile.serving.core.internal.chain.ChampionChain;
import java.time.Instant;

/** Whether a chain serves. */
public sealed interface ServingState {
    /** No model is loaded; the reason states why and what to do. */
    record Waiting(String reason) implements ServingState {}

    /**
     * A chain serves.
     *
     * @param origin where the pair was resolved
     * @param since when it began to serve
     * @param eventLoopRows rows that it scores in less than 1 ms, fast enough for the event loop; 0 if one row takes longer
     */
    record Serving(ChampionChain chain, Origin origin, Instant since, int eventLoopRows) implements ServingState {
        /** Whether the event loop can score at least one row. */
        public boolean eventLoopSafe() {
            return eventLoopRows >= 1;
        }
    }

    /** Where a pair was resolved. */
    enum Origin {
        /** By the tracking server, since this start. */
        REGISTRY,
        /** From the cache on disk, because the tracking server was unavailable. */
        CACHE
    }
}
