package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.tracking.model.ChampionPairRef;

/** HTTP headers that all protocols have in common. */
public final class Headers {
    /** Response: the model that scored, as {@code iris-classifier/3}. */
    public static final String MODEL = "X-Lastmile-Model";
    /** Response, and request with features: the features version, as {@code iris-features/2}. */
    public static final String FEATURES = "X-Lastmile-Features";

    /** Response: the id of the prediction, its key in the prediction log. */
    public static final String PREDICTION = "X-Lastmile-Prediction";
    /** Request: the client's id of the request, which is logged with the prediction. */
    public static final String REQUEST_ID = "X-Request-Id";

    /** Request and response of the Open Inference Protocol: length of the JSON before the binary data, in bytes. */
    public static final String JSON_LENGTH = "Inference-Header-Content-Length";

    private Headers() {}

    /**
     * Rejects features of another version. A client that calls the features in one service and the model in another
     * passes on this header of the first response; a model never scores another version's features.
     *
     * @param features value of the request's header; null without it
     * @throws RequestRejectedException if the model was trained on others
     */
    public static void requireFeatures(String features, ChampionPairRef pair) {
        if (features != null && !features.equals(pair.features().toString())) {
            throw RequestRejectedException.conflict("The request has features of " + features + ", and " + pair.model()
                    + " takes those of " + pair.features() + ". Compute the features again.");
        }
    }
}
