package dev.lastmile.tracking.model;

import java.util.List;

/**
 * What of a champion pair one service serves. Every service resolves, loads and checks both models, so that two services,
 * one with each model, cannot serve different pairs unnoticed.
 */
public enum ServingScope {
    /** Raw rows in, the model's outputs back. */
    CHAIN,
    /** Raw rows in, features back. */
    FEATURES,
    /** Features in, the model's outputs back. */
    MODEL;

    /** The two scopes that together replace {@link #CHAIN}, in the order in which a client calls their services. */
    public static final List<ServingScope> SPLIT = List.of(FEATURES, MODEL);

    /** The version that clients address by its name. */
    public ModelVersionRef of(ChampionPairRef pair) {
        return this == FEATURES ? pair.features() : pair.model();
    }
}
