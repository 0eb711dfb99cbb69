package dev.lastmile.tracking.model;

import dev.lastmile.tracking.ModelVersion;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The identity of one version of a registered model: its name, its number and the digests of its files.
 *
 * @param name the registered model's name
 * @param version the version's number
 * @param digest {@code sha256:} and the 64 hex digits of its {@code model.onnx}
 * @param chainDigest digest of its {@code chain.onnx}, the features' graph followed by its own; empty without one
 * @param fileDigests digests of its other files, by file name; files without one are read unverified
 */
public record ModelVersionRef(
        String name, String version, String digest, Optional<String> chainDigest, Map<String, String> fileDigests) {
    public ModelVersionRef {
        requireFileName("model name", name);
        requireFileName("model version", version);
        requireDigest(name, version, digest);
        chainDigest.ifPresent(chain -> requireDigest(name, version, chain));
        fileDigests = Map.copyOf(fileDigests);
        fileDigests.forEach((file, fileDigest) -> {
            requireFileName("name of a file of " + name + "/" + version, file);
            requireDigest(name, version, fileDigest);
        });
    }

    /**
     * The identity of a version, from its tags.
     *
     * @throws ChampionPairException if it has no tag {@link ModelTags#DIGEST}, or a name or digest that is not valid
     */
    public static ModelVersionRef of(ModelVersion version) {
        return new ModelVersionRef(
                version.name(),
                version.version(),
                ModelTags.require(version, ModelTags.DIGEST),
                Optional.ofNullable(version.tags().get(ModelTags.CHAIN_DIGEST)),
                ModelTags.fileDigests(version.tags()));
    }

    /** A version that was registered with the digests of its graphs alone. */
    public ModelVersionRef(String name, String version, String digest, Optional<String> chainDigest) {
        this(name, version, digest, chainDigest, Map.of());
    }

    /** A version whose graph was not merged with its features'. */
    public ModelVersionRef(String name, String version, String digest) {
        this(name, version, digest, Optional.empty());
    }

    /** The digests of all its files, by file name. */
    public Map<String, String> files() {
        Map<String, String> files = new TreeMap<>(fileDigests);
        files.put(OnnxModelFolder.MODEL, digest);
        chainDigest.ifPresent(chain -> files.put(OnnxModelFolder.CHAIN, chain));
        return files;
    }

    /** As {@code iris-classifier/3}. */
    @Override
    public String toString() {
        return name + "/" + version;
    }

    private static void requireDigest(String name, String version, String digest) {
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new ChampionPairException("The digest of " + name + "/" + version + " is " + digest
                    + "; it must be sha256: followed by 64 hex digits. Register the model again.");
        }
    }

    // Names come from a server and become folders of the cache.
    static void requireFileName(String what, String value) {
        if (value.isBlank()
                || value.startsWith(".")
                || !Path.of(value).getFileName().toString().equals(value)) {
            throw new ChampionPairException(
                    "The " + what + " is '" + value + "', which cannot be the name of a folder or a file. Rename it.");
        }
    }
}
