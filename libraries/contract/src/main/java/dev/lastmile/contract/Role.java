package dev.lastmile.contract;

import java.util.Locale;

/** What a column is for. A column has one role. */
public enum Role {
    /** Identifies the row: the key columns are together unique, and not nullable. */
    KEY,
    /** What the model predicts; at most one column. */
    LABEL,
    /** What the model may see; the default. */
    FEATURE,
    /** Neither shown to the model nor needed by it; kept in the raw dataset. */
    IGNORE,
    /** Rows with equal values stay on one side of a split, such as those of one patient. */
    GROUP,
    /** When the row was true; a date or timestamp; at most one column. Splits by time and freshness use it. */
    TIME,
    /** The side of the split, such as {@code train} or {@code test}, where the data bring it; at most one column. */
    SPLIT;

    /** As in the file, in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
