package dev.lastmile.pipeline.report.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows whose predicted probability lies in one of ten ranges of equal width, as for the metric {@code calibration_error}.
 *
 * @param lower end of the range, inclusive
 * @param upper end of the range, exclusive but for 1
 * @param probability the weighted mean of the predicted probabilities
 * @param observed the weighted share of positive rows
 * @param rows number of rows
 */
public record CalibrationBin(double lower, double upper, double probability, double observed, long rows) {
    private static final int BINS = 10;

    /**
     * The bins that have rows, in ascending order.
     *
     * @param probabilities of the positive label, one per row
     * @param weights one per row; rows of weight 0 are left out
     */
    public static List<CalibrationBin> of(double[] probabilities, boolean[] positive, double[] weights) {
        double[] sums = new double[BINS];
        double[] hits = new double[BINS];
        double[] totals = new double[BINS];
        long[] rows = new long[BINS];
        for (int i = 0; i < probabilities.length; i++) {
            if (weights[i] > 0) {
                int bin = Math.max(0, Math.min(BINS - 1, (int) (probabilities[i] * BINS)));
                sums[bin] += weights[i] * probabilities[i];
                hits[bin] += positive[i] ? weights[i] : 0;
                totals[bin] += weights[i];
                rows[bin]++;
            }
        }
        List<CalibrationBin> bins = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (rows[bin] > 0) {
                bins.add(new CalibrationBin(
                        (double) bin / BINS,
                        (bin + 1.0) / BINS,
                        sums[bin] / totals[bin],
                        hits[bin] / totals[bin],
                        rows[bin]));
            }
        }
        return bins;
    }
}
