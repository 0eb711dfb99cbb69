package dev.lastmile.trackingserver.artifact;

import dev.lastmile.trackingserver.protocol.Names;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.Optional;

/** Addresses of artifacts: {@code mlflow-artifacts:/<path>} is a path in the artifact folder. */
public final class ArtifactUri {
    private static final String SCHEME = "mlflow-artifacts:";

    private ArtifactUri() {}

    public static String ofExperiment(long id) {
        return SCHEME + "/" + id;
    }

    /** Where a run's artifacts are, below its experiment's. */
    public static String ofRun(String experiment, String runId) {
        return experiment + "/" + runId + "/artifacts";
    }

    /** Where a logged model's files are, below its experiment's. */
    public static String ofModel(String experiment, String modelId) {
        return experiment + "/models/" + modelId + "/artifacts";
    }

    /** Whether this server keeps what the address names. */
    public static boolean isServed(String uri) {
        return uri.startsWith(SCHEME);
    }

    /**
     * The path that an address names, if this server keeps it.
     *
     * @throws ProtocolException if the path could mean a place outside
     */
    public static Optional<ArtifactPath> path(String uri) {
        if (!isServed(uri)) {
            return Optional.empty();
        }
        String path = uri.substring(SCHEME.length());
        if (path.startsWith("//")) {
            // A client may name the host and port that it knows the server by.
            int end = path.indexOf('/', 2);
            path = end < 0 ? "" : path.substring(end);
        }
        return Optional.of(ArtifactPath.parse(path.replaceFirst("^/+", "")));
    }

    /** Refuses what cannot be the artifact location of an experiment. */
    public static void checkLocation(String uri) {
        Names.checkLength("artifact_location", uri, 2000);
        if (uri.startsWith("runs:")) {
            throw ProtocolException.invalid("Artifact location cannot be a runs:/ URI. Given: '" + uri + "'");
        }
        if (uri.indexOf('?') >= 0 || uri.indexOf('#') >= 0) {
            throw ProtocolException.invalid("Invalid artifact_location '" + uri + "': it has a query or a fragment.");
        }
        path(uri);
    }

    /** Whether an address is another one or below it; both are kept by this server. */
    public static boolean isWithin(String uri, String root) {
        Optional<ArtifactPath> path = path(uri);
        Optional<ArtifactPath> rootPath = path(root);
        return path.isPresent()
                && rootPath.isPresent()
                && path.get().parts().size() >= rootPath.get().parts().size()
                && path.get()
                        .parts()
                        .subList(0, rootPath.get().parts().size())
                        .equals(rootPath.get().parts());
    }
}
