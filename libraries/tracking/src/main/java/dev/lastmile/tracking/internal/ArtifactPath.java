package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.TrackingException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of artifacts: relative, with slashes, and never outside their root. */
final class ArtifactPath {
    private ArtifactPath() {}

    /**
     * The path without slashes at its ends.
     *
     * @throws TrackingException if it is empty or leaves its folder
     */
    static String of(String path) {
        if (path.isEmpty()) {
            throw new TrackingException("The path of an artifact is empty. Name a file.");
        }
        for (String part : path.split("/", -1)) {
            component(part, path);
        }
        return path;
    }

    /**
     * The name of a file or a folder, as a server has listed it.
     *
     * @throws TrackingException if it is not a single name, and could lead outside the folder
     */
    static String name(String name, String folder) {
        return component(name, join(folder, name));
    }

    static String join(String folder, String name) {
        if (folder.isEmpty() || name.isEmpty()) {
            return folder + name;
        }
        return folder + "/" + name;
    }

    static String lastOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path as part of an address, each name after a slash. */
    static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (String part : path.split("/")) {
            encoded.append('/')
                    .append(URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return encoded.toString();
    }

    private static String component(String part, String path) {
        if (part.isEmpty()
                || part.equals(".")
                || part.equals("..")
                || part.indexOf('/') >= 0
                || part.indexOf('\\') >= 0
                || part.indexOf('\0') >= 0
                || part.matches("[A-Za-z]:.*")) {
            throw new TrackingException("The artifact path '" + path.replace('\0', '?')
                    + "' could lead out of its folder. Artifacts have relative paths with / between names.");
        }
        return part;
    }
}
