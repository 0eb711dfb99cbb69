package dev.lastmile.serving.core.internal.prediction;

/** Counts predictions. Thread-safe. */
public interface ScoringMetrics {
    /**
     * Counts a scored request.
     *
     * @param nanoseconds from the complete body to the model's outputs
     */
    void scored(Prediction prediction, long nanoseconds);
}
