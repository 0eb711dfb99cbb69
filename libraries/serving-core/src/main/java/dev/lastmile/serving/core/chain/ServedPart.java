package dev.lastmile.serving.core.chain;

/**
 * What of a champion pair a service answers with. Both models are always loaded, checked and looked up together, so that
 * two services, one with each model, cannot drift apart unseen.
 */
public enum ServedPart {
    /** Raw rows in, the model's outputs back. */
    CHAIN,
    /** Raw rows in, features back. */
    FEATURES,
    /** Features in, the model's outputs back. */
    MODEL;

    /** The version that a client asks by its name. */
    public ModelPin of(ChampionPair pair) {
        return this == FEATURES ? pair.features() : pair.model();
    }
}
