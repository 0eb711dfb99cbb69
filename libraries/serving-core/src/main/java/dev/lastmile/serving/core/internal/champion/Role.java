package dev.lastmile.serving.core.internal.champion;

/** The role of the model that made a logged prediction. */
public enum Role {
    /** The version with the alias {@code champion}. */
    CHAMPION,
    /** The version with another alias, in a service that is configured to serve it. */
    CHALLENGER,
    /** An earlier version, while the alias cannot be resolved or its version cannot be loaded. */
    FALLBACK
}
