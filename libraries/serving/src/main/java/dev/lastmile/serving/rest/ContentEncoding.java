package dev.lastmile.serving.rest;

import dev.lastmile.serving.core.RefusedRequestException;
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
     * @param header the value of {@code Content-Encoding}; null if there is none
     * @throws RefusedRequestException with 415 for another one, or for several
     */
    static ContentEncoding of(String header) {
        String name = header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw RefusedRequestException.unsupportedType("The request's encoding is \""
                        + (name.length() <= 100 ? name : name.substring(0, 100) + "…")
                        + "\", and this service reads gzip and deflate. Send it in one of them, or plain.");
        };
    }

    /** The plain bytes of a body, which is decompressed while it is read. */
    DecodedBody decode(InputStream body) {
        return new DecodedBody(body, this);
    }
}
