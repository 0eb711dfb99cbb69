package dev.lastmile.serving;

import java.nio.file.Path;

/**
 * One exact version of a registered model.
 *
 * @param name the registered model's name
 * @param version the version's number
 * @param digest {@code sha256:} and the 64 hex digits of its {@code model.onnx}
 */
public record ModelPin(String name, String version, String digest) {
    public ModelPin {
        requireFileName("model name", name);
        requireFileName("model version", version);
        if (!digest.matches("sha256:[0-9a-f]{64}")) {
            throw new ServingException("The digest of " + name + "/" + version + " is " + digest
                    + "; it has to be sha256: and 64 hex digits. Register the model again.");
        }
    }

    /** As {@code iris-classifier/3}. */
    @Override
    public String toString() {
        return name + "/" + version;
    }

    // Names become folders of the cache, and come from a server.
    private static void requireFileName(String what, String value) {
        if (value.isBlank()
                || value.startsWith(".")
                || !Path.of(value).getFileName().toString().equals(value)) {
            throw new ServingException(
                    "The " + what + " is '" + value + "', which cannot be the name of a folder. Rename the model.");
        }
    }
}
