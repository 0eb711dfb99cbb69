package dev.lastmile.tracking.model;

import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;

/**
 * A model version and the exact features version that it was trained on, as the registry has them; neither is ever used
 * with another.
 */
public record ChampionPair(ModelVersion model, ModelVersion features) {
    /**
     * Pairs a model version with the features that its tags name.
     *
     * @param tracking the registry of both
     * @param model a version that was registered with {@link ModelTags#trainedOn}
     * @throws ChampionPairException if a tag is missing, or the registry no longer has the features that it was trained on
     * @throws dev.lastmile.tracking.TrackingException if the server cannot be reached
     */
    public static ChampionPair resolve(TrackingClient tracking, ModelVersion model) {
        String name = ModelTags.require(model, ModelTags.FEATURES_NAME);
        String number = ModelTags.require(model, ModelTags.FEATURES_VERSION);
        String trainedOn = ModelTags.require(model, ModelTags.FEATURES_DIGEST);
        ModelVersionRef.requireFileName("model name", name);
        ModelVersionRef.requireFileName("model version", number);
        ModelVersion features = tracking.modelVersion(name, number)
                .orElseThrow(() -> new ChampionPairException(ModelTags.named(model) + " was trained on " + name + "/"
                        + number + ", which the registry no longer has. " + ModelTags.RETRAIN));
        String registered = ModelTags.require(features, ModelTags.DIGEST);
        if (!registered.equals(trainedOn)) {
            throw new ChampionPairException(ModelTags.named(model) + " was trained on " + ModelTags.named(features)
                    + " with the digest " + trainedOn + ", and that version now has " + registered + ". "
                    + ModelTags.RETRAIN);
        }
        return new ChampionPair(model, features);
    }

    /**
     * The names, versions and digests of both.
     *
     * @throws ChampionPairException if a version has no valid digest
     */
    public ChampionPairRef ref() {
        return new ChampionPairRef(ModelVersionRef.of(model), ModelVersionRef.of(features));
    }

    @Override
    public String toString() {
        return model.name() + " " + model.version() + " with " + features.name() + " " + features.version();
    }
}
