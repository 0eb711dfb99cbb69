package dev.lastmile.onnx.internal;

/** How large numbers are, without their signs; infinities and NaN have no magnitude. */
public final class Magnitudes {
    private Magnitudes() {}

    /** The largest magnitude from one place up to another; 0 if there is none. */
    public static double largest(double[] values, int from, int to) {
        double largest = 0;
        for (int i = from; i < to; i++) {
            if (Double.isFinite(values[i])) {
                largest = Math.max(largest, Math.abs(values[i]));
            }
        }
        return largest;
    }
}
