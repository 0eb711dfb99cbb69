package dev.lastmile.serving.log;

import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.ServingException;
import dev.lastmile.serving.prediction.Prediction;

/** Where answers are logged. Thread-safe. */
public interface PredictionLog {
    /**
     * Takes an answer to be written later, or drops and counts it. Returns at once, whatever the database does.
     *
     * @param clientRequestId what the client calls its request; null or empty if it does not say
     * @param nanoseconds what the answer took
     */
    void offer(Prediction prediction, Role role, String clientRequestId, long nanoseconds);

    /**
     * Checks that the columns that must not be stored are columns of this chain, before it answers anything.
     *
     * @throws ServingException naming those that are not
     */
    void requireKnown(ChampionChain chain);

    /** None. */
    static PredictionLog off() {
        return new PredictionLog() {
            @Override
            public void offer(Prediction prediction, Role role, String clientRequestId, long nanoseconds) {}

            @Override
            public void requireKnown(ChampionChain chain) {}
        };
    }
}
