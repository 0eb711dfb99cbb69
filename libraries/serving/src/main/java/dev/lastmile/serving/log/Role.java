package dev.lastmile.serving.log;

/** What a model's answer was for. */
public enum Role {
    /** The one that the client got. */
    CHAMPION,
    /** One to compare with it, which no client saw. */
    CHALLENGER,
    /** The one that the client got because the champion's could not be had. */
    FALLBACK
}
