package dev.lastmile.trackingserver.guard;

import dev.lastmile.trackingserver.protocol.ApiPaths;
import java.util.Set;
import java.util.regex.Pattern;

/** Classifies requests by method and normalized path, before routing. */
final class RequestPaths {
    /** Health checks, which need no token and are accepted under any host name. */
    private static final Set<String> OPEN = Set.of("/health", "/version");

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    // Searches are POST requests. An exact list: any other POST may change data.
    private static final Pattern SEARCH = Pattern.compile("/(ajax-)?api/2\\.0/mlflow/"
            + "((experiments|runs|logged-models|registered-models|model-versions)/search"
            + "|experiments/search-datasets|registered-models/get-latest-versions)");

    private RequestPaths() {}

    static boolean isOpen(String path) {
        return OPEN.contains(path);
    }

    static boolean isApi(String path) {
        return path.startsWith("/api/") || path.startsWith("/ajax-api/");
    }

    /** Whether a request uploads an artifact, which may have any size. */
    static boolean isUpload(String method, String path) {
        return method.equals("PUT")
                && (path.startsWith("/api/" + ApiPaths.ARTIFACTS_BELOW)
                        || path.startsWith("/ajax-api/" + ApiPaths.ARTIFACTS_BELOW));
    }

    /** Whether a request is read-only. */
    static boolean reads(String method, String path) {
        return SAFE_METHODS.contains(method)
                || method.equals("POST") && SEARCH.matcher(path).matches();
    }

    /** Maximum JSON body of a request, in bytes; the profiles of datasets are the largest. */
    static long maxJson(String path) {
        return path.equals("/api/" + ApiPaths.LOG_INPUTS) || path.equals("/ajax-api/" + ApiPaths.LOG_INPUTS)
                ? ApiPaths.MAX_INPUTS_BODY
                : ApiPaths.MAX_BODY;
    }
}
