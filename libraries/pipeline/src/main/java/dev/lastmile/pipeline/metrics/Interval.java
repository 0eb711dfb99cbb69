package dev.lastmile.pipeline.metrics;

/**
 * A bootstrap percentile interval (B. Efron, 1979).
 *
 * @param lower end
 * @param upper end
 * @param confidence between 0 and 1
 */
public record Interval(double lower, double upper, double confidence) {}
