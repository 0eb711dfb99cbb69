package dev.lastmile.contract.internal;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;

/** The least and the greatest number of a type. */
final class TypeRange {
    private TypeRange() {}

    /** Null for a type without one. */
    static BigDecimal greatest(ColumnType type) {
        if (type instanceof ColumnType.Decimal decimal) {
            BigInteger digits = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
            return new BigDecimal(digits, decimal.scale());
        } else if (type == Scalar.INTEGER) {
            return BigDecimal.valueOf(Integer.MAX_VALUE);
        } else if (type == Scalar.LONG) {
            return BigDecimal.valueOf(Long.MAX_VALUE);
        } else if (type == Scalar.FLOAT) {
            return new BigDecimal(Float.MAX_VALUE);
        }
        return type == Scalar.DOUBLE ? new BigDecimal(Double.MAX_VALUE) : null;
    }

    /** Null for a type without one. */
    static BigDecimal least(ColumnType type) {
        BigDecimal greatest = greatest(type);
        return type.isInteger() ? greatest.negate().subtract(BigDecimal.ONE) : greatest.negate();
    }
}
