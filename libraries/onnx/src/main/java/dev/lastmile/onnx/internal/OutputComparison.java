package dev.lastmile.onnx.internal;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.OutputParity.WorstValue;
import dev.lastmile.onnx.Tolerance;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/** Collects the differences of one output. */
public final class OutputComparison {
    private final String name;
    private final int width;
    private long values;
    private long beyond;
    private long ties;
    private double absolute;
    private double relative;
    private double farthest;
    private WorstValue worst;

    private OutputComparison(String name, int width) {
        this.name = name;
        this.width = width;
    }

    /** Compares two columns, numbers within the tolerance and anything else exactly. */
    public static OutputParity of(String name, Column expected, Column actual, Tolerance tolerance) {
        return of(name, expected, actual, tolerance, row -> Double.POSITIVE_INFINITY, row -> false);
    }

    /**
     * The same of columns of which more is known.
     *
     * @param largest the largest magnitude of all that a row has, which its scale does not exceed
     * @param tied whether the reference itself can hardly tell a row's two labels apart; never if it is no label
     */
    public static OutputParity of(
            String name,
            Column expected,
            Column actual,
            Tolerance tolerance,
            IntToDoubleFunction largest,
            IntPredicate tied) {
        if (expected instanceof Column.Strings labels) {
            return labels(name, labels, actual, tied);
        }
        double[] left = numbers(expected);
        double[] right = actual == null ? null : numbers(actual);
        if (right == null || left == null || left.length != right.length || width(expected) != width(actual)) {
            throw unlike(name, expected, actual);
        }
        OutputComparison comparison = new OutputComparison(name, width(expected));
        double ofColumn = Magnitudes.largest(left, 0, left.length);
        for (int i = 0; i < left.length; i++) {
            double scale = Math.min(ofColumn, largest.applyAsDouble(i / comparison.width));
            comparison.number(i, left[i], right[i], tolerance.allows(left[i], right[i], scale), tied);
        }
        return comparison.result();
    }

    /**
     * Compares labels.
     *
     * @param tied whether the reference itself can hardly tell a row's two labels apart
     */
    public static OutputParity labels(String name, Column.Strings expected, Column actual, IntPredicate tied) {
        if (!(actual instanceof Column.Strings strings) || strings.rows() != expected.rows()) {
            throw unlike(name, expected, actual);
        }
        OutputComparison comparison = new OutputComparison(name, 1);
        for (int row = 0; row < expected.rows(); row++) {
            comparison.label(row, expected.values()[row], strings.values()[row], tied);
        }
        return comparison.result();
    }

    private void number(int index, double reference, double onnx, boolean allowed, IntPredicate tied) {
        values++;
        if (!allowed && tied.test(index / width)) {
            ties++;
            return;
        }
        double difference = difference(reference, onnx);
        double proportion =
                difference == 0 ? 0 : reference == 0 ? Double.POSITIVE_INFINITY : difference / Math.abs(reference);
        relative = Math.max(relative, Double.isNaN(proportion) ? Double.POSITIVE_INFINITY : proportion);
        absolute = Math.max(absolute, difference);
        // Whatever is beyond the tolerance is worse than what is not, however small it is.
        boolean worse = allowed ? beyond == 0 && difference > farthest : beyond == 0 || difference > farthest;
        if (!allowed) {
            beyond++;
        }
        if (worse) {
            farthest = difference;
            worst = new WorstValue(index / width, index % width, Double.toString(reference), Double.toString(onnx));
        }
    }

    private void label(int row, String reference, String onnx, IntPredicate tied) {
        values++;
        if (reference.equals(onnx)) {
            return;
        }
        if (tied.test(row)) {
            ties++;
            return;
        }
        beyond++;
        absolute = 1;
        relative = 1;
        if (worst == null) {
            worst = new WorstValue(row, 0, reference, onnx);
        }
    }

    private OutputParity result() {
        return new OutputParity(name, values, beyond, ties, absolute, relative, worst);
    }

    private static double difference(double reference, double onnx) {
        if (reference == onnx || (Double.isNaN(reference) && Double.isNaN(onnx))) {
            return 0;
        }
        double difference = Math.abs(reference - onnx);
        return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
    }

    private static double[] numbers(Column column) {
        if (column instanceof Column.Doubles doubles) {
            return doubles.values();
        } else if (column instanceof Column.DoubleVectors vectors) {
            return vectors.flat();
        } else if (column instanceof Column.Floats floats) {
            return widened(floats.values());
        } else if (column instanceof Column.FloatVectors vectors) {
            return widened(vectors.flat());
        } else if (column instanceof Column.Longs longs) {
            double[] numbers = new double[longs.rows()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = longs.values()[i];
            }
            return numbers;
        } else if (column instanceof Column.Booleans booleans) {
            double[] numbers = new double[booleans.rows()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = booleans.values()[i] ? 1 : 0;
            }
            return numbers;
        }
        return null;
    }

    private static double[] widened(float[] values) {
        double[] numbers = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = values[i];
        }
        return numbers;
    }

    private static int width(Column column) {
        if (column instanceof Column.DoubleVectors vectors) {
            return vectors.width();
        }
        return column instanceof Column.FloatVectors vectors ? vectors.width() : 1;
    }

    private static OnnxModelException unlike(String name, Column expected, Column actual) {
        return new OnnxModelException("Output " + name + " is " + shown(expected) + " in the reference, and "
                + (actual == null ? "not an output" : shown(actual))
                + " of the ONNX model. Compare the outputs of one model.");
    }

    private static String shown(Column column) {
        return column.rows() + " " + column.getClass().getSimpleName() + " of width " + width(column);
    }
}
