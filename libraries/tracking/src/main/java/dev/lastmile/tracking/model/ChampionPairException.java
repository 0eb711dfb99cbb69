package dev.lastmile.tracking.model;

/** A model version cannot be paired with its features; the message names the version, and says what to do. */
public class ChampionPairException extends RuntimeException {
    public ChampionPairException(String message) {
        super(message);
    }
}
