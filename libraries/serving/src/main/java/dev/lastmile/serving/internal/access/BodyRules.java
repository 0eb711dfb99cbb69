package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which requests may have a body, and its maximum size. */
final class BodyRules {
    /** Paths of this library that accept no body, whatever the method. */
    private static final Set<String> WITHOUT_BODY = Set.of("/ping", "/health", "/version", "/v2");

    private static final Set<String> SCORING = Set.of("/invocations", "/predict");
    private static final Set<String> MAY_HAVE_BODY = Set.of("POST", "PUT", "PATCH", "DELETE");

    private final long maxBytes;

    /** @param maxBytes maximum size of a body as it is sent, in bytes */
    BodyRules(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Why the body of a request is rejected; empty if it is accepted. Other resources accept bodies up to the limit. */
    Optional<Rejection> check(String method, String path, RequestSize size) {
        if (size.isEmpty() || size.length() == RequestSize.POSSIBLE) {
            return Optional.empty();
        }
        if (isScoring(path) && !method.equals("POST")) {
            return Optional.of(new Rejection(
                    405,
                    "BAD_REQUEST",
                    path + " takes a body with POST, not with " + method + ".",
                    Map.of("Allow", "POST")));
        }
        if (acceptsNone(path) || !MAY_HAVE_BODY.contains(method)) {
            return Optional.of(new Rejection(
                    413,
                    "REQUEST_LIMIT_EXCEEDED",
                    method + " " + shortened(path) + " takes no body, and the request has one. Send it without."));
        }
        if (size.length() > maxBytes) {
            return Optional.of(tooLarge(maxBytes));
        }
        return Optional.empty();
    }

    /** Whether requests on this path are for predictions. */
    static boolean isScoring(String path) {
        return SCORING.contains(path) || path.startsWith("/v2/models/") && path.endsWith("/infer");
    }

    private static Rejection tooLarge(long maxBytes) {
        return new Rejection(
                413,
                "REQUEST_LIMIT_EXCEEDED",
                "The request is larger than " + maxBytes
                        + " bytes. Send fewer rows at a time, or raise LASTMILE_SERVING_MAX_BODY.");
    }

    private static boolean acceptsNone(String path) {
        return WITHOUT_BODY.contains(path)
                || path.startsWith("/v2/health/")
                || path.startsWith("/v1/")
                || path.startsWith("/q/");
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 100) + "…";
    }
}
