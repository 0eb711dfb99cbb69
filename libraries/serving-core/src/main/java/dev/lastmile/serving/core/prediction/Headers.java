package dev.lastmile.serving.core.prediction;

import dev.lastmile.serving.core.RefusedRequestException;
import dev.lastmile.serving.core.chain.ChampionPair;

/** HTTP headers that all protocols have in common. */
public final class Headers {
    /** Of an answer: the model that gave it, as {@code iris-classifier/3}. */
    public static final String MODEL = "X-Lastmile-Model";
    /** Of an answer, and of a request that brings features: which they are, as {@code iris-features/2}. */
    public static final String FEATURES = "X-Lastmile-Features";

    /** Of an answer: its id, by which the prediction log has it. */
    public static final String PREDICTION = "X-Lastmile-Prediction";
    /** Of a request: what the client calls it, which the prediction log keeps beside the id. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Of a request and a response of the Open Inference Protocol: length of the JSON in front of binary data, in bytes. */
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private Headers() {}

    /**
     * Refuses features of another version. A client that asks the features in one service and the model in another says
     * which ones it was given, as the first service named them; a model never takes another's.
     *
     * @param features of the request's header; null if it has none
     * @throws RefusedRequestException if the model was trained on others
     */
    public static void requireFeatures(String features, ChampionPair pair) {
        if (features != null && !features.equals(pair.features().toString())) {
            throw RefusedRequestException.conflict("The request has features of " + features + ", and " + pair.model()
                    + " takes those of " + pair.features() + ". Ask for the features again.");
        }
    }
}
