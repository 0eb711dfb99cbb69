package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A path below the artifact folder, such as {@code 1/6f1c…/artifacts/model/model.onnx}.
 *
 * <p>None of its parts leads upwards, in no spelling: what is still encoded in it is decoded for the check as often as
 * that changes anything. Links are {@link ArtifactStore}'s to refuse.
 *
 * @param parts names of folders, and of a file or a folder last; none for the artifact folder itself
 */
public record ArtifactPath(List<String> parts) {
    public static final ArtifactPath ROOT = new ArtifactPath(List.of());

    /**
     * Reads a path that came with a request.
     *
     * @throws ProtocolException if the path could mean a place outside
     */
    public static ArtifactPath parse(String path) {
        String decoded = path;
        for (String before = null; !decoded.equals(before); decoded = decode(decoded)) {
            check(decoded);
            before = decoded;
        }
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (!parts.isEmpty() && parts.get(0).equals(ArtifactStore.UPLOADS)) {
            throw invalid();
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

    private static void check(String path) {
        boolean refused = path.startsWith("/")
                || path.matches("(?s)[A-Za-z]:.*")
                || path.contains("\\")
                || path.contains("#")
                || path.chars().anyMatch(Character::isISOControl);
        for (String part : path.split("/")) {
            refused |= part.equals("..");
        }
        if (refused) {
            throw invalid();
        }
    }

    private static String decode(String path) {
        try {
            // A plus is a plus in a path.
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }

    private static ProtocolException invalid() {
        return ProtocolException.invalid("Invalid path");
    }
}
