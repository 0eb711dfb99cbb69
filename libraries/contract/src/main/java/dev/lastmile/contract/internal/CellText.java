package dev.lastmile.contract.internal;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.contract.ColumnType.Scalar;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** A value as messages show it. */
public final class CellText {
    private static final int LONGEST = 200;
    private static final long MICROS = 1_000_000;

    private CellText() {}

    /** At most 200 characters, the last of them … if there are more. */
    public static String excerpt(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    /** An integer, a date of days since 1970, or a timestamp of microseconds since then, in ISO 8601. */
    public static String of(ColumnType type, long value) {
        try {
            if (type == Scalar.DATE) {
                return LocalDate.ofEpochDay(value).toString();
            } else if (type == Scalar.TIMESTAMP) {
                return instant(value).toString();
            } else if (type == Scalar.TIMESTAMP_NTZ) {
                return LocalDateTime.ofInstant(instant(value), ZoneOffset.UTC).toString();
            }
        } catch (DateTimeException e) {
            return Long.toString(value); // beyond the years that Java has
        }
        return Long.toString(value);
    }

    /** A float with the digits of a float. */
    public static String of(ColumnType type, double value) {
        return type == Scalar.FLOAT ? Float.toString((float) value) : Double.toString(value);
    }

    /** Without an exponent, unless it would be long. */
    public static String of(BigDecimal value) {
        return Math.abs((long) value.scale()) > LONGEST ? value.toString() : excerpt(value.toPlainString());
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
