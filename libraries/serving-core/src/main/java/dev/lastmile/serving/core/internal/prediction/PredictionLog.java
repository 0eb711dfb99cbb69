package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Role;

/** Receives every prediction. Thread-safe. */
public interface PredictionLog {
    /**
     * Queues a prediction to be written later, or drops and counts it. Never blocks, whatever the database does.
     *
     * @param caller who sent the request
     * @param nanoseconds from the complete body to the model's outputs
     */
    void offer(Prediction prediction, Role role, Caller caller, long nanoseconds);

    /**
     * Checks, before a chain serves, that the omitted columns are columns of it.
     *
     * @throws ServingException naming those that are not
     */
    void requireKnown(ChampionChain chain);

    /**
     * Who sent a request.
     *
     * @param requestId the client's id of the request; null or empty without one
     * @param client the name of the API key that authenticated it; null without one
     */
    record Caller(String requestId, String client) {}

    /** A log that keeps nothing. */
    static PredictionLog off() {
        return new PredictionLog() {
            @Override
            public void offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {}

            @Override
            public void requireKnown(ChampionChain chain) {}
        };
    }
}
