package dev.lastmile.serving.rest;

import dev.lastmile.serving.core.prediction.Headers;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.core.HttpHeaders;

/** The headers of a request for predictions, which all protocols have in common. */
public class ScoringHeaders {
    /** The body's content type. */
    @HeaderParam(HttpHeaders.CONTENT_TYPE)
    String contentType;

    /** How the body is compressed. */
    @HeaderParam(HttpHeaders.CONTENT_ENCODING)
    String contentEncoding;

    /** The version of the features that the rows are. */
    @HeaderParam(Headers.FEATURES)
    String features;

    /** The client's own id of the request. */
    @HeaderParam(Headers.REQUEST_ID)
    String requestId;
}
