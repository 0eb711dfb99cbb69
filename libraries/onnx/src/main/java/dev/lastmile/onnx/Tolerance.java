package dev.lastmile.onnx;

/**
 * How far two numbers may be apart: {@code |a - b| <= absolute + relative * |a| + ofScale * scale}, where a is the
 * reference's, and scale the largest magnitude that a sum at that place can have had: of the column, or of the row's own
 * values if they are smaller.
 *
 * @param absolute not negative
 * @param relative not negative
 * @param ofScale not negative
 */
public record Tolerance(double absolute, double relative, double ofScale) {
    /** For graphs that compute with 64-bit numbers: 1e-9 both. */
    public static final Tolerance DOUBLES = new Tolerance(1e-9, 1e-9);
    /** For graphs that compute with 32-bit numbers: 1e-5 both. */
    public static final Tolerance FLOATS = new Tolerance(1e-5, 1e-5);
    /** For columns of any magnitude: 1e-6 relative, and 1e-9 of the scale where large numbers cancel. */
    public static final Tolerance SCALED = new Tolerance(0, 1e-6, 1e-9);

    public Tolerance {
        if (!(isKept(absolute) && isKept(relative) && isKept(ofScale))) {
            throw new IllegalArgumentException("A tolerance of " + absolute + " absolute and " + relative + " relative"
                    + (ofScale == 0 ? "" : " and " + ofScale + " of the scale")
                    + " cannot be kept. Give finite numbers that are not negative.");
        }
    }

    /** Without a share of the scale. */
    public Tolerance(double absolute, double relative) {
        this(absolute, relative, 0);
    }

    /** Whether two numbers are close enough whatever the scale is; NaN is to NaN, and an infinity to itself. */
    public boolean allows(double reference, double other) {
        return allows(reference, other, 0);
    }

    /** Whether two numbers at a place of this scale are close enough; NaN is to NaN, and an infinity to itself. */
    public boolean allows(double reference, double other, double scale) {
        if (Double.isNaN(reference) || Double.isNaN(other)) {
            return Double.isNaN(reference) && Double.isNaN(other);
        }
        if (reference == other) {
            return true;
        }
        double difference = Math.abs(reference - other);
        return Double.isFinite(difference) && difference <= absolute + relative * Math.abs(reference) + ofScale * scale;
    }

    private static boolean isKept(double part) {
        return part >= 0 && Double.isFinite(part);
    }
}
