package dev.lastmile.serving.prediction;

import dev.lastmile.serving.ChampionPair;
import dev.lastmile.serving.RefusedRequestException;

/**
 * The versions that a request was made for. A client that asks the features in one service and the model in another says
 * which features it was given, in the header by which the first one named them; a model never takes another's.
 */
public final class RequestedVersions {
    /** Of an answer: the model that gave it, as {@code iris-classifier/3}. */
    public static final String MODEL = "X-Lastmile-Model";
    /** Of an answer, and of a request that brings features: which they are, as {@code iris-features/2}. */
    public static final String FEATURES = "X-Lastmile-Features";

    private RequestedVersions() {}

    /**
     * @param features of the request's header; null if it has none
     * @throws RefusedRequestException if the model was trained on others
     */
    public static void require(String features, ChampionPair pair) {
        if (features != null && !features.equals(pair.features().toString())) {
            throw RefusedRequestException.conflict("The request has features of " + features + ", and " + pair.model()
                    + " takes those of " + pair.features() + ". Ask for the features again.");
        }
    }
}
