package dev.lastmile.contract;

import java.math.BigDecimal;

/**
 * The least or greatest value of a column, included.
 *
 * @param text as messages show it, such as {@code 30.0} or {@code 2024-12-31}
 * @param value the number; of a date the days, of a timestamp the microseconds since 1970
 */
public record Bound(String text, BigDecimal value) {
    /** Of a numeric column. */
    public static Bound of(BigDecimal number) {
        return new Bound(number.toPlainString(), number);
    }
}
