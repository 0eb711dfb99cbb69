package dev.lastmile.trackingserver.guard;

import dev.lastmile.httpguard.InFlightRequest;
import dev.lastmile.httpguard.Rejection;
import dev.lastmile.httpguard.RequestSize;
import dev.lastmile.httpguard.Share;
import dev.lastmile.trackingserver.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.Api;
import java.util.Map;
import java.util.Optional;

/**
 * What the requests in flight share: places, places for uploads, and the memory that JSON bodies are read into.
 *
 * <p>A tree of JSON needs several times the memory of its text, and the server has 256 MB. So bodies of the usual kind share
 * a number of bytes, and a larger one, with the profile of a dataset, is read alone.
 */
final class Capacity {
    /** Of the bodies of the usual size that are read at a time. */
    static final long JSON_BYTES = 8L * 1024 * 1024;

    private final Share requests;
    private final Share uploads;
    private final Share json = new Share(JSON_BYTES);
    private final Share large = new Share(1);

    Capacity(TrackingServerConfig config) {
        this.requests = new Share(config.maxRequests());
        this.uploads = new Share(config.maxUploads());
    }

    /** Takes what a request needs until its response. Why it cannot have that, if it cannot. */
    Optional<Rejection> take(InFlightRequest request, String method, String path, RequestSize size) {
        if (ApiPaths.isUpload(method, path)) {
            return uploads.take(request, 1) ? Optional.empty() : busy(uploads, "uploads", "_MAX_UPLOADS");
        }
        if (!requests.take(request, 1)) {
            return busy(requests, "requests", "_MAX_REQUESTS");
        }
        // A body of unknown length may be as long as any.
        long bytes = size.length() >= 0 ? size.length() : ApiPaths.maxJson(path);
        boolean taken = bytes > Api.MAX_BODY ? large.take(request, 1) : json.take(request, bytes);
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
