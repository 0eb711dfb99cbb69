package dev.lastmile.profile.leakage;

import java.util.List;

/**
 * Columns that determine the label.
 *
 * @param relation how they determine it
 * @param columns one, or two
 * @param measure {@code AUC} or {@code R²}
 * @param value on rows that the fit has not seen
 */
public record Leak(Relation relation, List<String> columns, String measure, double value) {
    /** How columns determine the label. */
    public enum Relation {
        /** One does. */
        ALONE,
        /** The sum of two does. */
        SUM,
        /** The difference of two does, such as that of two dates. */
        DIFFERENCE
    }

    /** For people. */
    @Override
    public String toString() {
        String both = String.join(" and ", columns);
        String what = switch (relation) {
            case ALONE -> both + " alone determines";
            case SUM -> "the sum of " + both + " determines";
            case DIFFERENCE -> "the difference of " + both + " determines";
        };
        return what + " the label (" + measure + " " + String.format(java.util.Locale.ROOT, "%.4f", value)
                + " on held-out rows)";
    }
}
