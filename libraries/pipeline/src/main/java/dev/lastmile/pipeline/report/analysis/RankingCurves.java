package dev.lastmile.pipeline.report.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * ROC and precision-recall curves, with one point for each distinct score: rows with equal scores cannot be told apart by a
 * threshold (T. Fawcett, "An introduction to ROC analysis", 2006, algorithm 1).
 */
public final class RankingCurves {
    /** Weights of true and false positives at each distinct score, from the highest. */
    private record Cuts(double[] thresholds, double[] hits, double[] alarms) {
        double positives() {
            return hits.length == 0 ? 0 : hits[hits.length - 1];
        }

        double negatives() {
            return alarms.length == 0 ? 0 : alarms[alarms.length - 1];
        }
    }

    private RankingCurves() {}

    /**
     * The false positive rate (x) and the true positive rate (y), from (0, 0) to (1, 1).
     *
     * @param scores of each row, higher for what is more likely positive
     * @param positive of each row
     * @param weights of each row; rows of weight 0 are left out
     * @return empty if all rows have the same label, where the curve is undefined
     */
    public static Optional<Curve> roc(double[] scores, boolean[] positive, double[] weights) {
        Cuts cuts = cuts(scores, positive, weights);
        if (cuts.positives() == 0 || cuts.negatives() == 0) {
            return Optional.empty();
        }
        int points = cuts.thresholds().length + 1;
        double[] x = new double[points];
        double[] y = new double[points];
        double[] thresholds = new double[points];
        thresholds[0] = Double.POSITIVE_INFINITY;
        for (int i = 1; i < points; i++) {
            x[i] = cuts.alarms()[i - 1] / cuts.negatives();
            y[i] = cuts.hits()[i - 1] / cuts.positives();
            thresholds[i] = cuts.thresholds()[i - 1];
        }
        return Optional.of(new Curve(x, y, thresholds));
    }

    /**
     * Recall (x) and precision (y), from recall 0, where precision is 1 by definition, to recall 1. Between two points the
     * precision is that of the second one, as average precision counts it.
     *
     * @return empty if no row is positive
     */
    public static Optional<Curve> precisionRecall(double[] scores, boolean[] positive, double[] weights) {
        Cuts cuts = cuts(scores, positive, weights);
        if (cuts.positives() == 0) {
            return Optional.empty();
        }
        int points = cuts.thresholds().length + 1;
        double[] x = new double[points];
        double[] y = new double[points];
        double[] thresholds = new double[points];
        thresholds[0] = Double.POSITIVE_INFINITY;
        y[0] = 1;
        for (int i = 1; i < points; i++) {
            double hits = cuts.hits()[i - 1];
            x[i] = hits / cuts.positives();
            y[i] = hits / (hits + cuts.alarms()[i - 1]);
            thresholds[i] = cuts.thresholds()[i - 1];
        }
        return Optional.of(new Curve(x, y, thresholds));
    }

    private static Cuts cuts(double[] scores, boolean[] positive, double[] weights) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble(row -> -scores[row]));
        double[] thresholds = new double[scores.length];
        double[] hits = new double[scores.length];
        double[] alarms = new double[scores.length];
        int cuts = 0;
        for (int row : order) {
            if (weights[row] == 0) {
                continue;
            }
            if (cuts == 0 || thresholds[cuts - 1] != scores[row]) {
                thresholds[cuts] = scores[row];
                hits[cuts] = cuts == 0 ? 0 : hits[cuts - 1];
                alarms[cuts] = cuts == 0 ? 0 : alarms[cuts - 1];
                cuts++;
            }
            double[] counted = positive[row] ? hits : alarms;
            counted[cuts - 1] += weights[row];
        }
        return new Cuts(Arrays.copyOf(thresholds, cuts), Arrays.copyOf(hits, cuts), Arrays.copyOf(alarms, cuts));
    }
}
