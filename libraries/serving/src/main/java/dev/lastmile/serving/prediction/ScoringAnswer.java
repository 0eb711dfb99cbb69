package dev.lastmile.serving.prediction;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/**
 * What a client is told of its rows, whichever way it is sent: 200 with JSON.
 *
 * @param headers who gave the answer, and its id
 * @param body JSON in the form of the protocol
 */
public record ScoringAnswer(Map<String, String> headers, byte[] body) {
    /** An answer whose headers say what gave it. */
    public static ScoringAnswer of(Prediction prediction, byte[] body) {
        return new ScoringAnswer(
                Map.of(
                        Headers.MODEL, prediction.pair().model().toString(),
                        Headers.FEATURES, prediction.pair().features().toString(),
                        Headers.PREDICTION, prediction.id().toString()),
                body);
    }

    /** For Jakarta REST. */
    public Response response() {
        Response.ResponseBuilder response = Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
        headers.forEach(response::header);
        return response.build();
    }
}
