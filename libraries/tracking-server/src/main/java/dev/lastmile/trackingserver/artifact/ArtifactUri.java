package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.NameRules;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses of artifacts: {@code mlflow-artifacts:/<path>} is a path in the artifact folder. An address without a host
 * is on the server that returned it; one with a host leads clients there.
 */
public final class ArtifactUri {
    private static final String SCHEME = "mlflow-artifacts:";
    // Addresses with a host, which stored data must not lead other clients to.
    private static final Pattern HOST_ADDRESSED =
            Pattern.compile("(?:https?|s?ftp):.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern STORED =
            Pattern.compile("(?:s3://[^/]+(?:/|$)|dbfs:/(?!/))(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private ArtifactUri() {}

    public static String ofExperiment(long id) {
        return SCHEME + "/" + id;
    }

    /** Location of a run's artifacts, below that of its experiment. */
    public static String ofRun(String experiment, String runId) {
        return experiment + "/" + runId + "/artifacts";
    }

    /** Location of a logged model's files, below that of its experiment. */
    public static String ofModel(String experiment, String modelId) {
        return experiment + "/models/" + modelId + "/artifacts";
    }

    /** Whether this server stores the artifacts of an address. */
    public static boolean isServed(String uri) {
        return uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** Host and port of an address of this server; empty without them. */
    public static String authority(String uri) {
        String path = uri.substring(SCHEME.length());
        if (!path.startsWith("//")) {
            return "";
        }
        int end = path.indexOf('/', 2);
        return path.substring(2, end < 0 ? path.length() : end);
    }

    /** Address of a path in the artifact folder. */
    public static String of(ArtifactPath path) {
        return SCHEME + "/" + path;
    }

    /**
     * The path of an address in the artifact folder; empty if this server does not store it.
     *
     * @throws ProtocolException if the path could lead outside the folder
     */
    public static Optional<ArtifactPath> path(String uri) {
        if (!isServed(uri)) {
            return Optional.empty();
        }
        String path = uri.substring(SCHEME.length());
        if (path.startsWith("//")) {
            // Experiments of earlier versions may have a host and port.
            int end = path.indexOf('/', 2);
            path = end < 0 ? "" : path.substring(end);
        }
        return Optional.of(ArtifactPath.parse(path.replaceFirst("^/+", "")));
    }

    /**
     * Rejects an invalid artifact location of an experiment: one that is neither on this server nor in an object store. The
     * sources of model versions are below it, and a local path is a file of whatever machine reads it.
     */
    public static void checkLocation(String uri) {
        NameRules.checkLength("artifact_location", uri, 2000);
        if (uri.regionMatches(true, 0, "runs:", 0, 5)) {
            throw ProtocolException.invalid(
                    "Artifact location cannot be a runs:/ URI. Given: '" + Excerpt.of(uri) + "'");
        }
        if (HOST_ADDRESSED.matcher(uri).matches()
                || isServed(uri) && !authority(uri).isEmpty()) {
            throw ProtocolException.invalid("Invalid artifact_location '" + Excerpt.of(uri) + "': it names a host. Use"
                    + " mlflow-artifacts:/<path>, which is on this server, or the address of an object store.");
        }
        if (uri.indexOf('?') >= 0 || uri.indexOf('#') >= 0) {
            throw ProtocolException.invalid(
                    "Invalid artifact_location '" + Excerpt.of(uri) + "': it has a query or a fragment.");
        }
        if (isServed(uri)) {
            path(uri);
            return;
        }
        Matcher stored = STORED.matcher(uri);
        if (!stored.matches()) {
            throw ProtocolException.invalid(
                    "Invalid artifact_location '" + Excerpt.of(uri) + "': it must begin with dbfs:/,"
                            + " mlflow-artifacts:/ or s3://<bucket>. Use mlflow-artifacts:/<path>, which is on this server, or the"
                            + " address of an object store.");
        }
        ArtifactPath.parse(stored.group(1));
    }

    /** Whether an address equals another one or is below it, on the same host; both are stored by this server. */
    public static boolean isWithin(String uri, String root) {
        Optional<ArtifactPath> path = path(uri);
        Optional<ArtifactPath> rootPath = path(root);
        return path.isPresent()
                && rootPath.isPresent()
                && (authority(uri).isEmpty() || authority(uri).equalsIgnoreCase(authority(root)))
                && path.get().parts().size() >= rootPath.get().parts().size()
                && path.get()
                        .parts()
                        .subList(0, rootPath.get().parts().size())
                        .equals(rootPath.get().parts());
    }
}
