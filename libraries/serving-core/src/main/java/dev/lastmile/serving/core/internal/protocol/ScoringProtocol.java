package dev.lastmile.serving.core.internal.protocol;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;

/**
 * An HTTP protocol for predictions, independent of the HTTP server: every adapter (the Jakarta REST resources, the
 * event-loop route) calls the same method. Thread-safe.
 */
public interface ScoringProtocol {
    /**
     * Reads the rows of a request, scores them and writes the response.
     *
     * @throws RequestRejectedException with the status and the reason, if the request cannot be scored
     */
    ScoringResponse score(ScoringRequest request);

    /** The body of an error response, in JSON. */
    byte[] error(RequestRejectedException e);

    /**
     * Checks a content type before the body is read.
     *
     * @param contentType value of the header; null without it
     * @throws RequestRejectedException with 415, if the protocol does not support it
     */
    void requireReadable(String contentType);
}
