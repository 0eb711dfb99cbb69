package dev.lastmile.onnx;

/**
 * How far two numbers may be apart: {@code |a - b| <= absolute + relative * |a|}, where a is the reference's.
 *
 * @param absolute not negative
 * @param relative not negative
 */
public record Tolerance(double absolute, double relative) {
    /** For graphs that compute with 64-bit numbers: 1e-9 both. */
    public static final Tolerance DOUBLES = new Tolerance(1e-9, 1e-9);
    /** For graphs that compute with 32-bit numbers: 1e-5 both. */
    public static final Tolerance FLOATS = new Tolerance(1e-5, 1e-5);

    public Tolerance {
        if (!(absolute >= 0 && relative >= 0 && Double.isFinite(absolute) && Double.isFinite(relative))) {
            throw new IllegalArgumentException("A tolerance of " + absolute + " absolute and " + relative
                    + " relative cannot be kept. Give two finite numbers that are not negative.");
        }
    }

    /** Whether two numbers are close enough; NaN is to NaN, and an infinity to itself. */
    public boolean allows(double reference, double other) {
        if (Double.isNaN(reference) || Double.isNaN(other)) {
            return Double.isNaN(reference) && Double.isNaN(other);
        }
        if (reference == other) {
            return true;
        }
        double difference = Math.abs(reference - other);
        return Double.isFinite(difference) && difference <= absolute + relative * Math.abs(reference);
    }
}
