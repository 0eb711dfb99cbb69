package dev.lastmile.serving.core.protocol;

import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.prediction.Headers;
import dev.lastmile.serving.core.prediction.Prediction;
import java.util.Map;

/**
 * The response to a scored request: 200, the headers that name what scored it, and a body in the protocol's format.
 *
 * @param contentType of the body
 * @param headers by their names
 * @param body the whole body
 */
public record ScoringResponse(String contentType, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json";

    /** A response in JSON. */
    public static ScoringResponse json(Prediction prediction, byte[] body) {
        return new ScoringResponse(JSON, headers(prediction), body);
    }

    private static Map<String, String> headers(Prediction prediction) {
        ChampionPair pair = prediction.pair();
        return Map.of(
                Headers.MODEL, pair.model().toString(),
                Headers.FEATURES, pair.features().toString(),
                Headers.PREDICTION, prediction.id().toString());
    }
}
