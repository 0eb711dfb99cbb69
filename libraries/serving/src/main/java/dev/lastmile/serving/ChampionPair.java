package dev.lastmile.serving;

/** A classifier version and the exact features version that it was trained on; neither is ever used with another. */
public record ChampionPair(ModelPin classifier, ModelPin features) {
    @Override
    public String toString() {
        return classifier + " with " + features;
    }
}
