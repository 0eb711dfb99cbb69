package dev.lastmile.contract;

/**
 * One rule of a column.
 *
 * @param column its name
 * @param kind what it is about
 * @param text as messages show it, such as {@code min 0.0}
 */
public record Rule(String column, Kind kind, String text) {
    /** What a rule is about, in the order in which violations are reported. */
    public enum Kind {
        /** The value is missing. */
        NOT_NULL,
        /** An element of an array is missing. */
        NO_NULL_ELEMENT,
        /** The value does not fit the type, such as 3000000000 in an integer. */
        TYPE,
        NOT_NAN,
        MIN,
        MAX,
        ALLOWED,
        PATTERN
    }
}
