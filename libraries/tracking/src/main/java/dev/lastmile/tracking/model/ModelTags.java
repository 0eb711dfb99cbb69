package dev.lastmile.tracking.model;

import dev.lastmile.tracking.ModelVersion;
import java.util.Map;

/** Tags of model versions, which training writes, and batch and the service read. */
public final class ModelTags {
    /** {@code sha256:<hex>} of {@code model.onnx}. */
    public static final String DIGEST = "lastmile.digest";
    /** {@code passed}: no version without. */
    public static final String PARITY = "lastmile.parity";

    public static final String PASSED = "passed";
    /** On a model that was trained on features: the registered model, version and digest of those. */
    public static final String FEATURES_NAME = "lastmile.features.name";

    public static final String FEATURES_VERSION = "lastmile.features.version";
    public static final String FEATURES_DIGEST = "lastmile.features.digest";
    /** {@code sha256:<hex>} of {@code chain.onnx}, which has the features' graph before the model's. */
    public static final String CHAIN_DIGEST = "lastmile.chain.digest";

    private ModelTags() {}

    /** The tags that tie a model to its features. */
    public static Map<String, String> trainedOn(ModelVersion features) {
        return Map.of(
                FEATURES_NAME, features.name(),
                FEATURES_VERSION, features.version(),
                FEATURES_DIGEST, features.tags().get(DIGEST));
    }
}
