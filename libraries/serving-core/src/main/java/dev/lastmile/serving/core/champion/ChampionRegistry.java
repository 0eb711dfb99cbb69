package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ModelPin;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.model.ModelTags;
import java.nio.file.Path;
import java.util.Optional;

/** Which pair an alias means, as the tracking server has it. */
public final class ChampionRegistry {
    private final TrackingClient tracking;

    ChampionRegistry(TrackingClient tracking) {
        this.tracking = tracking;
    }

    /** A pair and the registry's own entries of it. */
    public record Resolved(ChampionPair pair, ModelVersion model, ModelVersion features) {}

    /**
     * Follows the alias to the model and its tags to the features.
     *
     * @return empty if no version has the alias
     * @throws ServingException if the two do not belong together
     */
    Optional<Resolved> resolve(String model, String alias) {
        return tracking.modelVersionByAlias(model, alias).map(this::resolve);
    }

    /** Puts a model's files into a folder that does not exist yet. */
    void download(ModelVersion version, Path folder) {
        tracking.downloadModel(version, folder);
    }

    private Resolved resolve(ModelVersion model) {
        String name = tag(model, ModelTags.FEATURES_NAME);
        String number = tag(model, ModelTags.FEATURES_VERSION);
        String trainedOn = tag(model, ModelTags.FEATURES_DIGEST);
        ModelVersion features = tracking.modelVersion(name, number)
                .orElseThrow(() -> new ServingException(named(model) + " was trained on " + name + "/" + number
                        + ", which the registry no longer has. Run: make pipeline"));
        ChampionPair pair = new ChampionPair(pin(model), pin(features));
        if (!pair.features().digest().equals(trainedOn)) {
            throw new ServingException(pair.model() + " was trained on " + pair.features() + " with the digest "
                    + trainedOn + ", and that version now has "
                    + pair.features().digest()
                    + ". Run: make pipeline");
        }
        return new Resolved(pair, model, features);
    }

    private static ModelPin pin(ModelVersion version) {
        return new ModelPin(
                version.name(),
                version.version(),
                tag(version, ModelTags.DIGEST),
                Optional.ofNullable(version.tags().get(ModelTags.CHAIN_DIGEST)),
                ModelTags.fileDigests(version.tags()));
    }

    private static String tag(ModelVersion version, String key) {
        String value = version.tags().get(key);
        if (value == null || value.isBlank()) {
            throw new ServingException(named(version) + " has no tag " + key
                    + ", which its training step sets. Register it with: make pipeline");
        }
        return value;
    }

    private static String named(ModelVersion version) {
        return version.name() + "/" + version.version();
    }
}
