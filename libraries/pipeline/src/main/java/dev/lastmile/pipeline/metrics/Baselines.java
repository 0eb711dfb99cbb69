package dev.lastmile.pipeline.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The metrics of a model that gives the same answer for every row, on the rows that a classifier is judged on. */
final class Baselines {
    private Baselines() {}

    /**
     * The labels' shares as probabilities, and the most frequent label as prediction; for F1, precision and recall the
     * positive label for every row.
     *
     * @param wanted metrics
     */
    static Map<Metric, Double> of(Confusion confusion, int positive, Set<Metric> wanted) {
        Map<Metric, Double> baseline = new EnumMap<>(Metric.class);
        int labels = confusion.weights().length;
        int present = 0;
        int mostFrequent = 0;
        double entropy = 0;
        for (int label = 0; label < labels; label++) {
            double share = confusion.ofTruth(label) / confusion.total();
            present += share > 0 ? 1 : 0;
            entropy -= share > 0 ? share * Math.log(share) : 0;
            mostFrequent = confusion.ofTruth(label) > confusion.ofTruth(mostFrequent) ? label : mostFrequent;
        }
        double most = confusion.ofTruth(mostFrequent) / confusion.total();
        double f1 = 2 * most / (1 + most);
        baseline.put(Metric.LOG_LOSS, entropy);
        baseline.put(Metric.ACCURACY, most);
        baseline.put(Metric.BALANCED_ACCURACY, 1.0 / present);
        baseline.put(Metric.MACRO_F1, f1 / present);
        baseline.put(Metric.WEIGHTED_F1, most * f1);
        if (positive >= 0) {
            double share = confusion.ofTruth(positive) / confusion.total();
            baseline.put(Metric.ROC_AUC, 0.5);
            baseline.put(Metric.PR_AUC, share);
            baseline.put(Metric.BRIER, share * (1 - share));
            baseline.put(Metric.F1, 2 * share / (1 + share));
            baseline.put(Metric.PRECISION, share);
        }
        baseline.keySet().retainAll(wanted);
        return baseline;
    }
}
