package dev.lastmile.serving.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * Whether a request has a body, and how long it is, as far as its headers tell.
 *
 * @param length in bytes; 0 without a body, {@link #UNKNOWN} for one whose length is not stated
 */
record RequestSize(long length) {
    static final long UNKNOWN = -1;

    private static final RequestSize NONE = new RequestSize(0);

    /** Looks at the property itself, not at the method: every method may have a body. */
    static RequestSize of(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return new RequestSize(UNKNOWN);
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return of(length);
        }
        // HTTP/2 needs neither header.
        return request.version() == HttpVersion.HTTP_2 && !request.isEnded() ? new RequestSize(UNKNOWN) : NONE;
    }

    private static RequestSize of(String length) {
        try {
            return length.equals("0") ? NONE : new RequestSize(Long.parseLong(length));
        } catch (NumberFormatException e) {
            return new RequestSize(UNKNOWN);
        }
    }

    boolean isEmpty() {
        return length == 0;
    }
}
