package dev.lastmile.httpguard;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Whether a request has a body, and its length, as far as the headers state it.
 *
 * @param length in bytes; 0 without a body, {@link #UNKNOWN} for one of unstated length, {@link #POSSIBLE} if the headers
 *     do not state whether there is one
 */
public record RequestSize(long length) {
    /** A body of unstated length. */
    public static final long UNKNOWN = -1;
    /** There may or may not be a body. */
    public static final long POSSIBLE = -2;

    private static final RequestSize NONE = new RequestSize(0);

    /** By the headers, not by the method: every method may have a body. */
    public static RequestSize of(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return new RequestSize(UNKNOWN);
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return of(length);
        }
        // HTTP/2 needs neither header, and Vert.x learns only later whether the stream has ended with them.
        return request.version() == HttpVersion.HTTP_2 ? new RequestSize(POSSIBLE) : NONE;
    }

    private static RequestSize of(String length) {
        try {
            return length.equals("0") ? NONE : new RequestSize(Long.parseLong(length));
        } catch (NumberFormatException e) {
            return new RequestSize(UNKNOWN);
        }
    }

    /** Whether it is certain that there is no body. */
    public boolean isEmpty() {
        return length == 0;
    }
}
