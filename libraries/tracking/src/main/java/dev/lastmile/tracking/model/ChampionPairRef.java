package dev.lastmile.tracking.model;

/** The identity of a {@link ChampionPair}: which versions it is, and with which bytes. */
public record ChampionPairRef(ModelVersionRef model, ModelVersionRef features) {
    /** As {@code iris-classifier/3 with iris-features/2}. */
    @Override
    public String toString() {
        return model + " with " + features;
    }
}
