package dev.lastmile.serving.core.prediction;

/** What the model is, for the service, whose answer is logged. */
public enum Role {
    /** The one that the alias {@code champion} means. */
    CHAMPION,
    /** The one that another alias means, in a service that is told to serve that one. */
    CHALLENGER,
    /** The one that is there while that which the alias means cannot be had, or nobody can say which it is. */
    FALLBACK
}
