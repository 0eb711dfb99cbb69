package dev.lastmile.pipeline.metrics;

import java.util.Map;

/**
 * Scored rows in memory, at most {@link #MOST_ROWS}, for what repeats a computation many times: bootstrap intervals and
 * paired comparisons of two models. Immutable.
 */
public sealed interface MetricSample permits ClassifierSample, RegressionSample {
    /** The most rows of a sample. */
    int MOST_ROWS = 100_000;

    /** The rows' identities in ascending order: two models' samples of the same rows have the same. */
    long[] ids();

    /** The rows' own weights. */
    double[] weights();

    /**
     * The metrics under other weights.
     *
     * @param weights one per row, not negative
     * @return by name; NaN for one that is undefined
     */
    Map<Metric, Double> metrics(double[] weights);

    /** These rows of the sample, in this order. */
    MetricSample rows(int[] positions);
}
