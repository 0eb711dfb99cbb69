package dev.lastmile.serving.core.internal.protocol;

import dev.lastmile.serving.core.internal.prediction.Headers;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.tracking.model.ChampionPairRef;
import java.util.Map;

/**
 * The response to a scored request: 200, headers with the versions that scored, and a body in the protocol's format.
 *
 * @param contentType of the body
 * @param headers by name
 * @param body the whole body
 */
public record ScoringResponse(String contentType, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json";

    /** A response in JSON. */
    public static ScoringResponse json(Prediction prediction, byte[] body) {
        return new ScoringResponse(JSON, headers(prediction), body);
    }

    private static Map<String, String> headers(Prediction prediction) {
        ChampionPairRef pair = prediction.pair();
        return Map.of(
                Headers.MODEL, pair.model().toString(),
                Headers.FEATURES, pair.features().toString(),
                Headers.PREDICTION, prediction.id().toString());
    }
}
