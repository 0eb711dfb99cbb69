package dev.lastmile.serving.core.chain;

/** A model version and the exact features version that it was trained on; neither is ever used with another. */
public record ChampionPair(ModelPin model, ModelPin features) {
    @Override
    public String toString() {
        return model + " with " + features;
    }
}
