package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the artifact folder, such as {@code 1/6f1c…/artifacts/model/model.onnx}.
 *
 * <p>None of its parts leads upwards in any encoding: the check decodes repeatedly until nothing changes. Links are
 * rejected by {@link ArtifactStore}.
 *
 * @param parts names of folders, the last one of a file or folder; empty for the artifact folder itself
 */
public record ArtifactPath(List<String> parts) {
    public static final ArtifactPath ROOT = new ArtifactPath(List.of());

    /** Maximum length of a path, in characters; of a source it is the database's. */
    private static final int MAX_LENGTH = 8000;
    /** How often a path may be decoded until nothing changes. */
    private static final int MAX_ENCODINGS = 10;

    /**
     * Parses a path of a request.
     *
     * @throws ProtocolException if the path could lead outside the folder
     */
    public static ArtifactPath parse(String path) {
        if (path.length() > MAX_LENGTH) {
            throw invalid(path, "is longer than " + MAX_LENGTH + " characters");
        }
        String decoded = path;
        int encodings = 0;
        for (String before = null; !decoded.equals(before); decoded = decode(decoded)) {
            if (encodings++ > MAX_ENCODINGS) {
                throw invalid(path, "is encoded more than " + MAX_ENCODINGS + " times");
            }
            check(path, decoded);
            before = decoded;
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (!parts.isEmpty() && isReserved(parts.get(0))) {
            throw invalid(path, "is where uploads are until they are complete");
        }
        return new ArtifactPath(List.copyOf(parts));
    }

    /** This path with another one below it. */
    public ArtifactPath resolve(ArtifactPath below) {
        List<String> all = new ArrayList<>(parts);
        all.addAll(below.parts);
        return new ArtifactPath(List.copyOf(all));
    }

    @Override
    public String toString() {
        return String.join("/", parts);
    }

    private static void check(String path, String decoded) {
        if (decoded.startsWith("/")) {
            throw invalid(path, "is absolute");
        }
        if (decoded.matches("(?s)[A-Za-z]:/.*")) {
            throw invalid(path, "begins with a drive");
        }
        if (decoded.contains("\\")) {
            throw invalid(path, "has a backslash");
        }
        if (decoded.contains("#")) {
            throw invalid(path, "has a '#', where the path of an address ends");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw invalid(path, "has a control character");
        }
        if (List.of(decoded.split("/")).contains("..")) {
            throw invalid(path, "leads upwards");
        }
    }

    // On some file systems names that differ in case or invisible characters are equal.
    private static boolean isReserved(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}", "")
                .equalsIgnoreCase(ArtifactStore.UPLOADS);
    }

    private static String decode(String path) {
        try {
            // In a path a plus is literal.
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    private static ProtocolException invalid(String path, String reason) {
        return ProtocolException.invalid("Invalid path: '" + Excerpt.of(path).replaceAll("\\p{Cntrl}", "?") + "' "
                + reason + ". Choose another name.");
    }
}
