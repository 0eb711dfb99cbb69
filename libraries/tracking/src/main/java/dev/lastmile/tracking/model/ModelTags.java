package dev.lastmile.tracking.model;

import dev.lastmile.tracking.ModelVersion;
import java.util.Map;
import java.util.TreeMap;

/** Tags of model versions: training writes them, batch scoring and the service read them. */
public final class ModelTags {
    /** {@code sha256:<hex>} of {@code model.onnx}. */
    public static final String DIGEST = "lastmile.digest";
    /** {@link #PASSED}; a version without it is not used. */
    public static final String PARITY = "lastmile.parity";

    public static final String PASSED = "passed";
    /** On a model that was trained on features: the registered name, version and digest of the features. */
    public static final String FEATURES_NAME = "lastmile.features.name";

    public static final String FEATURES_VERSION = "lastmile.features.version";
    public static final String FEATURES_DIGEST = "lastmile.features.digest";
    /** {@code sha256:<hex>} of {@code chain.onnx}, the graphs of features and model merged. */
    public static final String CHAIN_DIGEST = "lastmile.chain.digest";

    /** What to do about a version that cannot be used. */
    static final String RETRAIN = "Run: make pipeline, or promote another version.";

    private static final String FILE_DIGEST = DIGEST + ".";

    private ModelTags() {}

    /** The tag with {@code sha256:<hex>} of a file other than the graphs, such as {@code MLmodel}. */
    public static String fileDigest(String file) {
        return FILE_DIGEST + file;
    }

    /**
     * The digests of files other than the graphs, by file name.
     *
     * @param tags of a version; earlier versions of this library set no such digests
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

    /**
     * The value of a tag.
     *
     * @throws ChampionPairException if the version does not have it
     */
    static String require(ModelVersion version, String key) {
        String value = version.tags().get(key);
        if (value == null || value.isBlank()) {
            throw new ChampionPairException(
                    named(version) + " has no tag " + key + ", which the training step sets. " + RETRAIN);
        }
        return value;
    }

    /** As {@code iris-classifier/3}. */
    static String named(ModelVersion version) {
        return version.name() + "/" + version.version();
    }

    /** The tags that tie a model to its features. */
    public static Map<String, String> trainedOn(ModelVersion features) {
        return Map.of(
                FEATURES_NAME, features.name(),
                FEATURES_VERSION, features.version(),
                FEATURES_DIGEST, features.tags().get(DIGEST));
    }
}
