package dev.lastmile.serving.core.check;

import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.file.Path;

/** Loads a model as the service does, before it is registered: what the service rejects is no version then. */
public final class ServingCheck {
    private ServingCheck() {}

    /**
     * Loads features.
     *
     * @param features names them in messages; the digest is not checked
     * @param folder as it will be uploaded
     * @throws dev.lastmile.serving.core.ServingException naming what a service would reject, and the remedy
     */
    public static void requireFeatures(ModelVersionRef features, Path folder) {
        ChampionChain.requireServable(features, folder);
    }

    /**
     * Loads a pair.
     *
     * @param pair names both in messages; the digest of {@code model.onnx} is not checked, and {@code chain.onnx} is loaded
     *     if the model has one
     * @param features folder of the features
     * @param model folder of the model, as it will be uploaded
     * @throws dev.lastmile.serving.core.ServingException naming what a service would reject, and the remedy
     */
    public static void requirePair(ChampionPairRef pair, Path features, Path model) {
        ChampionChain.open(pair, ServingScope.CHAIN, features, model).close();
    }
}
