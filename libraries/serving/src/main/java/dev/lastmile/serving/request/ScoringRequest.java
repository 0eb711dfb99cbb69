package dev.lastmile.serving.request;

/**
 * Rows that a client wants scored, whichever way they came in.
 *
 * @param contentType of the body, as the client says it
 * @param features which features the rows are, as {@code iris-features/2}; null if the client does not say
 * @param requestId what the client calls the request; null if it has no name
 * @param body in the form of its protocol
 */
public record ScoringRequest(String contentType, String features, String requestId, byte[] body) {}
