package dev.lastmile.pipeline.registry;

import dev.lastmile.tracking.ModelVersion;

/**
 * A classifier version and the exact features version that it was trained on; neither is ever used with another.
 */
public record ChampionPair(ModelVersion classifier, ModelVersion features) {
    @Override
    public String toString() {
        return classifier.name() + " " + classifier.version() + " with " + features.name() + " " + features.version();
    }
}
