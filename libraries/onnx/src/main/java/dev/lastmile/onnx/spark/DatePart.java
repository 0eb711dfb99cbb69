package dev.lastmile.onnx.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A number that {@link DateParts} computes from a date or timestamp, in UTC and the proleptic Gregorian calendar. */
public enum DatePart {
    /** The year, as Spark's {@code year}. */
    YEAR,
    /** 1 to 4, as Spark's {@code quarter}. */
    QUARTER,
    /** 1 to 12, as Spark's {@code month}. */
    MONTH,
    /** The day of the month, 1 to 31, as Spark's {@code day}. */
    DAY,
    /** 1 for Sunday to 7 for Saturday, as Spark's {@code dayofweek}. */
    DAY_OF_WEEK,
    /** 0 to 23, as Spark's {@code hour}; of timestamps only. */
    HOUR,
    /** 1 on Saturday and Sunday, 0 on other days. */
    IS_WEEKEND,
    /** Seconds since {@link DateParts#getEpoch}, with the fraction; of a date, those until its midnight. */
    EPOCH_SECONDS;

    /** The name in parameters and columns, such as {@code day_of_week}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The part of this name; empty if there is none. */
    static Optional<DatePart> named(String name) {
        return Arrays.stream(values())
                .filter(part -> part.toString().equals(name))
                .findFirst();
    }

    /** The parts that a date or a timestamp has. */
    static List<DatePart> of(boolean isDate) {
        return Arrays.stream(values()).filter(part -> !isDate || part != HOUR).toList();
    }
}
