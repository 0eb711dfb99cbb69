package dev.lastmile.tracking.model;

import dev.lastmile.tracking.ModelVersion;
import java.util.Map;
import java.util.TreeMap;

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

    private static final String FILE_DIGEST = DIGEST + ".";

    private ModelTags() {}

    /** The tag with {@code sha256:<hex>} of a file besides the graphs, such as {@code MLmodel}. */
    public static String fileDigest(String file) {
        return FILE_DIGEST + file;
    }

    /**
     * The digests of files besides the graphs, by the names of the files.
     *
     * @param tags of a version; one that was registered before there were such digests has none
     */
    public static Map<String, String> fileDigests(Map<String, String> tags) {
        Map<String, String> digests = new TreeMap<>();
        tags.forEach((key, value) -> {
            if (key.startsWith(FILE_DIGEST)) {
                digests.put(key.substring(FILE_DIGEST.length()), value);
            }
        });
        return digests;
    }

    /** The tags that tie a model to its features. */
    public static Map<String, String> trainedOn(ModelVersion features) {
        return Map.of(
                FEATURES_NAME, features.name(),
                FEATURES_VERSION, features.version(),
                FEATURES_DIGEST, features.tags().get(DIGEST));
    }
}
