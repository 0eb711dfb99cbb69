package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.chain.ChampionChain;
import java.time.Instant;

/** Whether there is a model that answers. */
public sealed interface ServingState {
    /** No model is loaded; the reason says why and what to do. */
    record Waiting(String reason) implements ServingState {}

    /**
     * A model serves since a moment, and where it was resolved.
     *
     * @param eventLoopRows the number of rows that it scores in less than 1 ms, so that an event loop can score them; 0
     *     if it is too slow for one
     */
    record Serving(ChampionChain chain, Origin origin, Instant since, int eventLoopRows) implements ServingState {
        /** Whether an event loop can score at least one row. */
        public boolean quick() {
            return eventLoopRows >= 1;
        }
    }

    /** Who said which pair the champion is. */
    enum Origin {
        /** The tracking server, at this start. */
        REGISTRY,
        /** The cache on disk, because the tracking server was away. */
        CACHE
    }
}
