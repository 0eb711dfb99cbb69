package dev.lastmile.serving.core.protocol;

import dev.lastmile.serving.core.request.RequestMemory;

/**
 * A request for predictions, independent of the HTTP server that received it.
 *
 * @param contentType of the body, as the client states it; null if it states none
 * @param model the model that the path names; null where the protocol's path has none
 * @param version the version that the path names; empty if it has none
 * @param features the version of the features that the rows are, as {@code iris-features/2}; null if not stated
 * @param requestId the client's own id of the request; null if it has none
 * @param client the name of the API key that authenticated the request; null without one
 * @param jsonLength length of the JSON in front of binary tensor data; -1 if the whole body is of one format
 * @param body decompressed, in the format of the protocol
 * @param memory reserves what the request takes beside its body
 */
public record ScoringRequest(
        String contentType,
        String model,
        String version,
        String features,
        String requestId,
        String client,
        int jsonLength,
        byte[] body,
        RequestMemory.Reservation memory) {

    /** A request whose path names no model, without optional headers. */
    public static ScoringRequest of(String contentType, byte[] body) {
        return new ScoringRequest(contentType, null, "", null, null, null, -1, body, RequestMemory.unlimited());
    }
}
