package dev.lastmile.pipeline.registry;

import dev.lastmile.tracking.ModelVersion;

/**
 * A model version and the exact features version that it was trained on; neither is ever used with another.
 */
public record ChampionPair(ModelVersion model, ModelVersion features) {
    @Override
    public String toString() {
        return model.name() + " " + model.version() + " with " + features.name() + " " + features.version();
    }
}
