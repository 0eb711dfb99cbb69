package dev.lastmile.serving.core.internal.prediction;

import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.tracking.model.ChampionPairRef;

/** Counts predictions. Thread-safe. */
public interface ScoringMetrics {
    /**
     * Counts a scored request.
     *
     * @param nanoseconds from the complete body to the model's outputs
     */
    void scored(Prediction prediction, long nanoseconds);

    /**
     * Counts a request with a row that violates the contract of the model.
     *
     * @param column of the first violation
     * @param mode whether the request is rejected or scored
     */
    default void violated(ChampionPairRef pair, String column, ContractMode mode) {}

    /** Counts a request that is rejected because an output of the model is not finite. */
    default void nonFinite(ChampionPairRef pair, String output) {}
}
