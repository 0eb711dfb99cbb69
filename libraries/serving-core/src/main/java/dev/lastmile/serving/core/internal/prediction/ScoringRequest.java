package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.serving.core.internal.request.RequestMemory;

/**
 * A request for predictions, independent of the HTTP server that received it.
 *
 * @param contentType of the body; null without the header
 * @param model the model in the path; null for a protocol without one
 * @param version the version in the path; empty without one
 * @param features version of the features in the rows, as {@code iris-features/2}; null without the header
 * @param requestId the client's id of the request; null without one
 * @param client the name of the API key that authenticated the request; null without one
 * @param jsonLength length of the JSON before binary tensor data, in bytes; -1 if the whole body has one format
 * @param body decompressed, in the format of the protocol
 * @param memory reserves the memory of the request besides its body
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

    /** A request without a model in the path or optional headers. */
    public static ScoringRequest of(String contentType, byte[] body) {
        return new ScoringRequest(contentType, null, "", null, null, null, -1, body, RequestMemory.unlimited());
    }
}
