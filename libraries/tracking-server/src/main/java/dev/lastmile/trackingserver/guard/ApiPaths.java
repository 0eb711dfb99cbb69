package dev.lastmile.trackingserver.guard;

import dev.lastmile.trackingserver.protocol.Api;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells requests apart by their method and normalized path, before a resource is looked for. */
final class ApiPaths {
    /** Probes ask for these: they need no token, and any name of the machine will do. */
    private static final Set<String> OPEN = Set.of("/health", "/version");

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    // Searches are sent with POST. An exact list: whatever else is posted may change data.
    private static final Pattern SEARCH = Pattern.compile("/(ajax-)?api/2\\.0/mlflow/"
            + "((experiments|runs|logged-models|registered-models|model-versions)/search"
            + "|experiments/search-datasets|registered-models/get-latest-versions)");

    private ApiPaths() {}

    static boolean isOpen(String path) {
        return OPEN.contains(path);
    }

    static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/ajax-api/");
    }

    /** Whether a request stores an artifact, which may be of any size. */
    static boolean isUpload(String method, String path) {
        return method.equals("PUT")
                && (path.startsWith("/api/" + Api.ARTIFACTS_BELOW)
                        || path.startsWith("/ajax-api/" + Api.ARTIFACTS_BELOW));
    }

    /** Whether a request certainly changes nothing. */
    static boolean reads(String method, String path) {
        return SAFE_METHODS.contains(method)
                || method.equals("POST") && SEARCH.matcher(path).matches();
    }

    /** The largest JSON body of a request, in bytes. Datasets have the largest texts of the protocol, their profiles. */
    static long maxJson(String path) {
        return path.equals("/api/" + Api.LOG_INPUTS) || path.equals("/ajax-api/" + Api.LOG_INPUTS)
                ? Api.MAX_INPUTS_BODY
                : Api.MAX_BODY;
    }
}
