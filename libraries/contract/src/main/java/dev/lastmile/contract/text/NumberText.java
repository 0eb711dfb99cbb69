package dev.lastmile.contract.text;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Numbers in ASCII bytes: digits with an optional sign, for floating point also a decimal separator and an exponent.
 * Nothing else is a number: no {@code 5d}, no {@code 0x1p3}, no thousands separator, no rounding of integers. Each method
 * returns whether the bytes are such a number; the value is in the field. Not thread-safe.
 *
 * <p>Doubles are exact: up to 15 digits and powers of ten up to 22 by one operation on exact operands (W. D. Clinger, How
 * to read floating point numbers accurately, 1990), others by {@link Double#parseDouble}.
 */
public final class NumberText {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long EXACT = 1L << 53;
    private static final int MOST_DIGITS = 1000;

    private final byte separator;

    /** What {@link #readInteger} read. */
    public long integer;
    /** What {@link #readDouble} or {@link #readFloat} read. */
    public double real;
    /** What {@link #readDecimal} read. */
    public BigDecimal decimal;
    /** The bytes are an integer that does not fit into a long, or a number beyond the range of a double. */
    public boolean outOfRange;

    private long mantissa;
    private int exponent;
    private boolean negative;
    private boolean exact;

    /**
     * @param separator of decimals: a point or a comma
     */
    public NumberText(char separator) {
        this.separator = (byte) separator;
    }

    /** Digits with an optional sign. */
    public boolean readInteger(byte[] bytes, int from, int to) {
        outOfRange = false;
        int i = from;
        boolean minus = i < to && bytes[i] == '-';
        if (i < to && (minus || bytes[i] == '+')) {
            i++;
        }
        if (i == to) {
            return false;
        }
        long value = 0; // kept negative, whose range is larger
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                outOfRange = true;
            } else if (!outOfRange) {
                value = value * 10 - digit;
            }
        }
        outOfRange |= !minus && value == Long.MIN_VALUE;
        integer = minus ? value : -value;
        return true;
    }

    /** Also {@code NaN}, {@code Infinity} and {@code -Infinity}. */
    public boolean readDouble(byte[] bytes, int from, int to) {
        outOfRange = false;
        if (!readDigits(bytes, from, to)) {
            String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
            if (!text.equals("NaN") && !text.equals("Infinity") && !text.equals("-Infinity")) {
                return false;
            }
            real = Double.parseDouble(text);
            return true;
        }
        if (exact && mantissa <= EXACT && Math.abs(exponent) < POWERS.length) {
            double value = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
            real = negative ? -value : value;
        } else {
            real = Double.parseDouble(text(bytes, from, to));
            outOfRange = Double.isInfinite(real);
        }
        return true;
    }

    /** The value correctly rounded to a float, not by way of a double. */
    public boolean readFloat(byte[] bytes, int from, int to) {
        if (!readDouble(bytes, from, to)) {
            return false;
        }
        if (!Double.isNaN(real) && !Double.isInfinite(real)) {
            real = Float.parseFloat(text(bytes, from, to));
            outOfRange = Double.isInfinite(real);
        }
        return true;
    }

    /** Digits and a separator; an exponent only as long as the number stays below a thousand digits. */
    public boolean readDecimal(byte[] bytes, int from, int to) {
        outOfRange = false;
        if (!readDigits(bytes, from, to) || to - from > MOST_DIGITS) {
            return false;
        }
        if (Math.abs(exponent) > MOST_DIGITS) {
            outOfRange = true;
            return true;
        }
        decimal = exact
                ? BigDecimal.valueOf(negative ? -mantissa : mantissa, -exponent)
                : new BigDecimal(text(bytes, from, to));
        return true;
    }

    private boolean readDigits(byte[] bytes, int from, int to) {
        int i = from;
        negative = i < to && bytes[i] == '-';
        if (i < to && (negative || bytes[i] == '+')) {
            i++;
        }
        mantissa = 0;
        exponent = 0;
        exact = true;
        int digits = 0;
        boolean point = false;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                digits++;
                exact &= mantissa < 100_000_000_000_000_000L;
                mantissa = exact ? mantissa * 10 + digit : mantissa;
                exponent -= point ? 1 : 0;
            } else if (bytes[i] == separator && !point) {
                point = true;
            } else {
                break;
            }
        }
        return digits > 0 && (i == to || readExponent(bytes, i, to));
    }

    private boolean readExponent(byte[] bytes, int from, int to) {
        if (bytes[from] != 'e' && bytes[from] != 'E') {
            return false;
        }
        int i = from + 1;
        boolean minus = i < to && bytes[i] == '-';
        if (i < to && (minus || bytes[i] == '+')) {
            i++;
        }
        if (i == to) {
            return false;
        }
        int value = 0;
        for (; i < to; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            value = Math.min(value * 10 + digit, 100_000);
        }
        exponent += minus ? -value : value;
        return true;
    }

    private String text(byte[] bytes, int from, int to) {
        String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        return separator == '.' ? text : text.replace((char) separator, '.');
    }
}
