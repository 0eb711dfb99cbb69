package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.trackingserver.protocol.Excerpt;
import java.util.Optional;

/** Which requests may have a body, and its maximum length as stated by the headers; readers enforce it, too. */
final class BodyRules {
    private BodyRules() {}

    /** Why the body of a request is rejected; empty if it is accepted. */
    static Optional<Rejection> check(String method, String path, RequestSize size) {
        if (size.isEmpty() || RequestPaths.isUpload(method, path)) {
            return Optional.empty();
        }
        if (!RequestPaths.isApi(path)) {
            return Optional.of(new Rejection(
                    413,
                    "REQUEST_LIMIT_EXCEEDED",
                    method + " " + Excerpt.of(path) + " takes no body, and the request has one. Send it without."));
        }
        long limit = RequestPaths.maxJson(path);
        return size.length() <= limit
                ? Optional.empty()
                : Optional.of(new Rejection(
                        413,
                        "REQUEST_LIMIT_EXCEEDED",
                        "The request is larger than " + limit + " bytes. Send less at a time."));
    }
}
