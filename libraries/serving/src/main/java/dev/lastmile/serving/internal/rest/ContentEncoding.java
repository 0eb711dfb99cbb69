package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.RequestRejectedException;
import java.io.InputStream;
import java.util.Locale;

/** How a request body is compressed. */
enum ContentEncoding {
    IDENTITY,
    GZIP,
    DEFLATE;

    /** What responses with 415 name as {@code Accept-Encoding}. */
    static final String ACCEPTED = "gzip, deflate";

    /**
     * The encoding that a header names.
     *
     * @param header the value of {@code Content-Encoding}; null without it
     * @throws RequestRejectedException with 415 for another one, or for several
     */
    static ContentEncoding of(String header) {
        String name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw RequestRejectedException.unsupportedType("The request's encoding is \""
                        + (name.length() <= 100 ? name : name.substring(0, 100) + "…")
                        + "\", and this service reads gzip and deflate. Send it in one of them, or plain.");
        };
    }

    /** The bytes of a body, decompressed as they are read. */
    DecodedBody decode(InputStream body) {
        return new DecodedBody(body, this);
    }
}
