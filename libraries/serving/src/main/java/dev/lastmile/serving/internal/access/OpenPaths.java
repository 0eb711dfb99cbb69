package dev.lastmile.serving.internal.access;

import java.util.Set;

/** Health checks of platforms, which need no key and are accepted under any host name. */
final class OpenPaths {
    private static final Set<String> PATHS = Set.of("/ping", "/health", "/version");
    private static final String OPEN_INFERENCE = "/v2/health/";

    private OpenPaths() {}

    static boolean contains(String normalizedPath) {
        return PATHS.contains(normalizedPath) || normalizedPath.startsWith(OPEN_INFERENCE);
    }
}
