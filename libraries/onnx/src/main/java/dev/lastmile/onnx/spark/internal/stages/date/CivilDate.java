package dev.lastmile.onnx.spark.internal.stages.date;

import dev.lastmile.onnx.ElementType;
import dev.lastmile.onnx.graph.GraphBuilder;
import dev.lastmile.onnx.graph.Value;

/**
 * A day of the proleptic Gregorian calendar as nodes of 64-bit integers, exact for every day that Spark has.
 *
 * <p>The arithmetic is {@code civil_from_days} of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (https://howardhinnant.github.io/date_algorithms.html): eras of 400 years, whose years begin in March.
 *
 * @param days since 1970-01-01: INT64 {@code [N]}
 */
record CivilDate(Value days) {
    /** Days from 0000-03-01 to 1970-01-01. */
    private static final int EPOCH = 719_468;

    private static final int ERA = 146_097;
    private static final int ERA_YEARS = 400;
    private static final int LEAP_CYCLE = 1460;
    private static final int CENTURY = 36_524;

    /** Years with January and February as their first months: INT64 {@code [N]}. */
    Value year() {
        Value march = yearOfEra().add(era().mul(ERA_YEARS));
        return march.add(month().lessOrEqual(2).cast(ElementType.INT64));
    }

    /** 1 to 4. */
    Value quarter() {
        return month().sub(1).div(3).add(1);
    }

    /** 1 to 12. */
    Value month() {
        GraphBuilder builder = days.builder();
        Value month = monthFromMarch();
        return builder.where(month.less(10), month.add(3), month.sub(9));
    }

    /** 1 to 31. */
    Value day() {
        return dayOfYear().sub(monthFromMarch().mul(153).add(2).div(5)).add(1);
    }

    /** 1 for Sunday to 7 for Saturday; 1970-01-01 was a Thursday. */
    Value dayOfWeek() {
        return floorMod(days.add(4), 7).add(1);
    }

    /** BOOL. */
    Value isWeekend() {
        Value day = dayOfWeek();
        return day.equal(1).or(day.equal(7));
    }

    // From here on all operands of a division are at least 0, but for that of the era.

    private Value era() {
        return floorDiv(days.add(EPOCH), ERA);
    }

    /** 0 to 146096. */
    private Value dayOfEra() {
        return floorMod(days.add(EPOCH), ERA);
    }

    /** 0 to 399. */
    private Value yearOfEra() {
        Value day = dayOfEra();
        Value leapDays = day.div(LEAP_CYCLE).sub(day.div(CENTURY)).add(day.div(ERA - 1));
        return day.sub(leapDays).div(365);
    }

    /** 0 to 365, from 1 March. */
    private Value dayOfYear() {
        Value year = yearOfEra();
        Value before = year.mul(365).add(year.div(4)).sub(year.div(100));
        return dayOfEra().sub(before);
    }

    /** 0 for March to 11 for February. */
    private Value monthFromMarch() {
        return dayOfYear().mul(5).add(2).div(153);
    }

    /**
     * The largest integer that is not above the quotient, as Java's {@link Math#floorDiv}. ONNX's Div truncates integers
     * towards 0: a remainder below 0 shows where it does.
     */
    static Value floorDiv(Value dividend, long divisor) {
        Value quotient = dividend.div(divisor);
        Value remainder = dividend.sub(quotient.mul(divisor));
        return quotient.sub(remainder.less(0).cast(ElementType.INT64));
    }

    /** The remainder of {@link #floorDiv}, never below 0. */
    static Value floorMod(Value dividend, long divisor) {
        return dividend.sub(floorDiv(dividend, divisor).mul(divisor));
    }
}
