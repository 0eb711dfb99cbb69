package dev.lastmile.profile.column;

import java.util.List;

/**
 * Which types all values of a column have.
 *
 * @param number as which number they can be read
 * @param time as which date or timestamp
 * @param patterns all patterns that every value has, where they are not ISO 8601
 * @param booleanWords the words for true and false, if both are there and nothing else is
 * @param leadingZero whether an integer of several digits begins with 0, as numbers that are counted with do not
 * @param range of the numbers
 * @param ordered whether dates and timestamps never go back, or never forward
 */
public record TypeFacts(
        Number number,
        Time time,
        List<String> patterns,
        List<String> booleanWords,
        boolean leadingZero,
        NumberRange range,
        boolean ordered) {
    /** How numbers are written. */
    public enum Number {
        NONE,
        INTEGER,
        REAL_POINT,
        REAL_COMMA
    }

    /** How dates and timestamps are written. */
    public enum Time {
        NONE,
        DATE,
        /** With an offset. */
        INSTANT,
        /** Without an offset. */
        LOCAL,
        PATTERN
    }
}
