package dev.lastmile.onnx;

import java.util.Objects;

/**
 * The values of one column of a {@link Batch}, one a row or one vector a row.
 *
 * <p>The arrays are not copied: whoever makes a column stops writing to them.
 */
public sealed interface Column {
    /** The number of rows. */
    int rows();

    /** 64-bit numbers; NaN is a missing one. */
    record Doubles(double[] values) implements Column {
        public Doubles {
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /** 32-bit numbers; NaN is a missing one. */
    record Floats(float[] values) implements Column {
        public Floats {
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /** Integers, which cannot be missing. */
    record Longs(long[] values) implements Column {
        public Longs {
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /** Booleans, which cannot be missing. */
    record Booleans(boolean[] values) implements Column {
        public Booleans {
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /** Strings; null is a missing one, which only models of this project take ({@code lastmile.null_string}). */
    record Strings(String[] values) implements Column {
        public Strings {
            Objects.requireNonNull(values, "values");
        }

        @Override
        public int rows() {
            return values.length;
        }
    }

    /**
     * Vectors of 64-bit numbers.
     *
     * @param flat one row after the other
     * @param width the numbers of a row
     */
    record DoubleVectors(double[] flat, int width) implements Column {
        public DoubleVectors {
            requireWhole(flat.length, width);
        }

        @Override
        public int rows() {
            return width == 0 ? 0 : flat.length / width;
        }
    }

    /**
     * Vectors of 32-bit numbers.
     *
     * @param flat one row after the other
     * @param width the numbers of a row
     */
    record FloatVectors(float[] flat, int width) implements Column {
        public FloatVectors {
            requireWhole(flat.length, width);
        }

        @Override
        public int rows() {
            return width == 0 ? 0 : flat.length / width;
        }
    }

    private static void requireWhole(int length, int width) {
        if (width < 0 || (width == 0 ? length != 0 : length % width != 0)) {
            throw new IllegalArgumentException(
                    length + " numbers do not divide into vectors of " + width + ". Check the width.");
        }
    }
}
