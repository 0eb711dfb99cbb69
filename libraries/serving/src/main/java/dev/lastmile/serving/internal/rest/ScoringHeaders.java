package dev.lastmile.serving.internal.rest;

import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.request.ValueExcerpt;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.HttpHeaders;

/** Headers of a request for predictions, common to all protocols. */
public class ScoringHeaders {
    /** The body's content type. */
    @HeaderParam(HttpHeaders.CONTENT_TYPE)
    String contentType;

    /** How the body is compressed. */
    @HeaderParam(HttpHeaders.CONTENT_ENCODING)
    String contentEncoding;

    /** Version of the features in the rows. */
    @HeaderParam(Headers.FEATURES)
    String features;

    /** The client's id of the request. */
    @HeaderParam(Headers.REQUEST_ID)
    String requestId;

    /** Length of the JSON before binary tensor data, in bytes. */
    @HeaderParam(Headers.JSON_LENGTH)
    String jsonLength;

    /**
     * The length in bytes; -1 without the header.
     *
     * @throws InvalidRequestException if it is not a non-negative integer
     */
    int jsonLength() {
        return jsonLength(jsonLength);
    }

    static int jsonLength(String header) {
        if (header == null) {
            return -1;
        }
        try {
            int length = Integer.parseInt(header.strip());
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw InvalidRequestException.unreadable("The header " + Headers.JSON_LENGTH + " is " + ValueExcerpt.cut(header)
                + ". Send the length of the JSON that the body begins with, in bytes.");
    }
}
