package dev.lastmile.serving.access;

import java.util.Set;

/** The paths by which platforms ask whether the service is well: they need no key, and any name of the machine will do. */
final class OpenPaths {
    private static final Set<String> PATHS = Set.of("/ping", "/health", "/version");
    private static final String OPEN_INFERENCE = "/v2/health/";

    private OpenPaths() {}

    static boolean contains(String normalizedPath) {
        return PATHS.contains(normalizedPath) || normalizedPath.startsWith(OPEN_INFERENCE);
    }
}
