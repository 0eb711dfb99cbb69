package dev.lastmile.contract.internal;

import dev.lastmile.contract.Bound;
import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ValueRules;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;

/** Bounds and allowed values as primitives of the column's own precision. */
public final class ValueBounds {
    private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final long least;
    private final long greatest;
    private final double leastDouble;
    private final double greatestDouble;
    // Sorted; null if any value may be.
    private final long[] allowed;

    private ValueBounds(long least, long greatest, double leastDouble, double greatestDouble, long[] allowed) {
        this.least = least;
        this.greatest = greatest;
        this.leastDouble = leastDouble;
        this.greatestDouble = greatestDouble;
        this.allowed = allowed;
    }

    /** The bounds of values of a type. */
    public static ValueBounds of(ColumnType type, ValueRules rules) {
        long[] allowed = type.isInteger() && !rules.allowed().isEmpty()
                ? rules.allowed().stream().mapToLong(Long::parseLong).sorted().toArray()
                : null;
        return new ValueBounds(
                rules.min() == null ? Long.MIN_VALUE : integer(rules.min(), RoundingMode.CEILING),
                rules.max() == null ? Long.MAX_VALUE : integer(rules.max(), RoundingMode.FLOOR),
                rules.min() == null ? Double.NEGATIVE_INFINITY : floating(type, rules.min()),
                rules.max() == null ? Double.POSITIVE_INFINITY : floating(type, rules.max()),
                allowed);
    }

    public long least() {
        return least;
    }

    public long greatest() {
        return greatest;
    }

    public double leastDouble() {
        return leastDouble;
    }

    public double greatestDouble() {
        return greatestDouble;
    }

    public boolean isAllowed(long value) {
        return allowed == null || Arrays.binarySearch(allowed, value) >= 0;
    }

    /** Whether a decimal type has room for all digits of a value. */
    public static boolean isWithin(ColumnType.Decimal type, BigDecimal value) {
        int digits = type.precision() - type.scale();
        if (value.scale() >= 0 && value.scale() <= type.scale() && value.precision() - value.scale() <= digits) {
            return true;
        }
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.signum() == 0
                || stripped.scale() <= type.scale() && stripped.precision() - stripped.scale() <= digits;
    }

    // An integer is at least 0.5 if it is at least 1. The reader has rejected a bound that no value reaches.
    private static long integer(Bound bound, RoundingMode mode) {
        BigInteger rounded = bound.value().setScale(0, mode).toBigInteger();
        return rounded.max(MIN).min(MAX).longValue();
    }

    private static double floating(ColumnType type, Bound bound) {
        return type == Scalar.FLOAT ? bound.value().floatValue() : bound.value().doubleValue();
    }
}
