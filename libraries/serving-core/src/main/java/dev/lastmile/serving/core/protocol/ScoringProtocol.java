package dev.lastmile.serving.core.protocol;

import dev.lastmile.serving.core.RefusedRequestException;

/**
 * One of the HTTP protocols in which clients ask for predictions. Implementations know no HTTP server: every adapter (the
 * Jakarta REST resources, the event-loop route) calls the same method. Thread-safe.
 */
public interface ScoringProtocol {
    /**
     * Reads the rows of a request, scores them and writes the response.
     *
     * @throws RefusedRequestException with the status and the reason, if there is no prediction
     */
    ScoringResponse score(ScoringRequest request);

    /** The body of an error response, in JSON. */
    byte[] error(RefusedRequestException e);

    /**
     * Checks a content type before the body is read.
     *
     * @param contentType as the client states it; null if it states none
     * @throws RefusedRequestException with 415, if the protocol does not read such a body
     */
    void requireReadable(String contentType);
}
