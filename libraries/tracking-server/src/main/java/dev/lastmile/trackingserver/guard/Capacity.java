package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.httpguard.Share;
import dev.lastmile.trackingserver.config.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.ApiPaths;
import java.util.Map;
import java.util.Optional;

/**
 * The limits of requests in flight: permits of requests and of uploads, and the memory of JSON bodies.
 *
 * <p>A JSON tree needs several times the memory of its text, and the server has 256 MB. So bodies of usual size share a
 * number of bytes, and larger ones, with the profile of a dataset, are read one at a time.
 */
final class Capacity {
    /** Bytes of all bodies of usual size that are read concurrently. */
    static final long JSON_BYTES = 8L * 1024 * 1024;

    private final Share requests;
    private final Share uploads;
    private final Share json = new Share(JSON_BYTES);
    private final Share large = new Share(1);

    Capacity(TrackingServerConfig config) {
        this.requests = new Share(config.maxRequests());
        this.uploads = new Share(config.maxUploads());
    }

    /** Acquires the permits of a request until its response begins. Returns why the request is rejected; empty if it is not. */
    Optional<Rejection> take(InFlightRequest request, String method, String path, RequestSize size) {
        if (RequestPaths.isUpload(method, path)) {
            return uploads.take(request, 1) ? Optional.empty() : busy(uploads, "uploads", "_MAX_UPLOADS");
        }
        if (!requests.take(request, 1)) {
            return busy(requests, "requests", "_MAX_REQUESTS");
        }
        // A body of unknown length counts with the maximum.
        long bytes = size.length() >= 0 ? size.length() : RequestPaths.maxJson(path);
        boolean taken = bytes > ApiPaths.MAX_BODY ? large.take(request, 1) : json.take(request, bytes);
        return taken
                ? Optional.empty()
                : Optional.of(exhausted(
                        "Other requests fill the memory that there is for bodies." + " Send it again in a moment."));
    }

    private static Optional<Rejection> busy(Share share, String what, String variable) {
        return Optional.of(
                exhausted(share.most() + " " + what + " are in flight, which is the limit. Send it again in a"
                        + " moment, or raise LASTMILE_TRACKING" + variable + "."));
    }

    private static Rejection exhausted(String message) {
        return new Rejection(429, "RESOURCE_EXHAUSTED", message, Map.of("Retry-After", "1"));
    }
}
