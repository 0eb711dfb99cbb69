package dev.lastmile.serving.core.chain;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.tracking.model.OnnxModelFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One exact version of a registered model.
 *
 * @param name the registered model's name
 * @param version the version's number
 * @param digest {@code sha256:} and the 64 hex digits of its {@code model.onnx}
 * @param chainDigest the same of its {@code chain.onnx}, which has its features' graph before its own, if it has one
 * @param fileDigests the same of its other files that are read, by their names; those without are read unverified
 */
public record ModelPin(
        String name, String version, String digest, Optional<String> chainDigest, Map<String, String> fileDigests) {
    public ModelPin {
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

    /** A version that was registered with the digests of its graphs alone. */
    public ModelPin(String name, String version, String digest, Optional<String> chainDigest) {
        this(name, version, digest, chainDigest, Map.of());
    }

    /** A version whose graph was not merged with its features'. */
    public ModelPin(String name, String version, String digest) {
        this(name, version, digest, Optional.empty());
    }

    /** The digests of its files, by their names. */
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
            throw new ServingException("The digest of " + name + "/" + version + " is " + digest
                    + "; it has to be sha256: and 64 hex digits. Register the model again.");
        }
    }

    // Names become folders of the cache, and come from a server.
    private static void requireFileName(String what, String value) {
        if (value.isBlank()
                || value.startsWith(".")
                || !Path.of(value).getFileName().toString().equals(value)) {
            throw new ServingException(
                    "The " + what + " is '" + value + "', which cannot be the name of a folder or a file. Rename it.");
        }
    }
}
