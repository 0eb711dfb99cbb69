package dev.lastmile.pipeline.report.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Points of a curve over decision thresholds, from the highest threshold to the lowest. The arrays are not copied.
 *
 * @param x of each point
 * @param y of each point
 * @param thresholds rows with at least this score are positive; infinite for the point where none is
 */
public record Curve(double[] x, double[] y, double[] thresholds) {
    /** The same curve with at most so many of its points, the first and the last among them. */
    public Curve thinned(int most) {
        if (x.length <= most) {
            return this;
        }
        int[] kept = IntStream.range(0, most)
                .map(i -> (int) ((long) i * (x.length - 1) / (most - 1)))
                .toArray();
        return new Curve(picked(x, kept), picked(y, kept), picked(thresholds, kept));
    }

    private static double[] picked(double[] values, int[] places) {
        return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
    }
}
