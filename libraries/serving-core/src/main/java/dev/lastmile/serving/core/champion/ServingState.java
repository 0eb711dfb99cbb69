package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.chain.ChampionChain;
import java.time.Instant;

/** Whether there is a model that answers. */
public sealed interface ServingState {
    /** No model is loaded; the reason says why and what to do. */
    record Waiting(String reason) implements ServingState {}

    /**
     * A model answers since a moment, and where it was resolved.
     *
     * @param quick whether it scores few rows in so short a time that nothing else has to wait for it
     */
    record Serving(ChampionChain chain, Origin origin, Instant since, boolean quick) implements ServingState {}

    /** Who said which pair the champion is. */
    enum Origin {
        /** The tracking server, at this start. */
        REGISTRY,
        /** The cache on disk, because the tracking server was away. */
        CACHE
    }
}
