package dev.lastmile.serving.core.internal.json;

/**
 * Writes numbers of at most three decimals as {@link Double#toString(double)} does, without garbage. Not thread-safe.
 *
 * <p>Most measured numbers have few decimals, and are written as an integer of thousandths. That is exact: where {@code value == thousandths / 1000.0}, of which both are exact doubles and the division
 * is rounded correctly, the decimal fraction is read as {@code value} again, and it is the shortest one since any two
 * fractions of at most 15 digits are different doubles (IEEE 754-2019, 5.12.2).
 */
final class DecimalWriter {
    private static final double SMALLEST = 1e-3;
    private static final double LARGEST = 1e7;
    private static final int THOUSAND = 1000;

    /** Sign, seven digits, point, three digits. */
    static final int LENGTH = 12;

    private final char[] text = new char[LENGTH];

    private int begin;
    private int end;

    /**
     * Writes a number of at most three decimals as ASCII.
     *
     * @param target has room for {@link #LENGTH} bytes after {@code at}
     * @return where the number ends; {@code at} for one that has more decimals, is too large or is not finite
     */
    int write(byte[] target, int at, double value) {
        if (!isShort(value)) {
            return at;
        }
        for (int i = begin; i < end; i++) {
            target[at + i - begin] = (byte) text[i];
        }
        return at + end - begin;
    }

    // Whether it is a number of at most three decimals, which the text then has from begin to end.
    private boolean isShort(double value) {
        double size = Math.abs(value);
        if (size >= SMALLEST && size < LARGEST) {
            long thousandths = (long) (size * THOUSAND + 0.5);
            if (thousandths / (double) THOUSAND == size) {
                begin = digits(thousandths, value < 0);
                end = end(thousandths);
                return true;
            }
        }
        return false;
    }

    // From the last one to the first, where they begin.
    private int digits(long thousandths, boolean negative) {
        int fraction = (int) (thousandths % THOUSAND);
        int whole = (int) (thousandths / THOUSAND);
        int place = text.length;
        for (int i = 0; i < 3; i++) {
            text[--place] = (char) ('0' + fraction % 10);
            fraction /= 10;
        }
        text[--place] = '.';
        do {
            text[--place] = (char) ('0' + whole % 10);
            whole /= 10;
        } while (whole > 0);
        if (negative) {
            text[--place] = '-';
        }
        return place;
    }

    // Without the zeros after the first decimal.
    private int end(long thousandths) {
        if (thousandths % 100 == 0) {
            return text.length - 2;
        }
        return thousandths % 10 == 0 ? text.length - 1 : text.length;
    }
}
