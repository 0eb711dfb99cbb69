package dev.lastmile.profile.decision;

/**
 * What becomes of a column, and why.
 *
 * @param reason a clause, such as {@code 3 categories}
 */
public record ColumnDecision(ColumnProfile column, Treatment treatment, String reason) {
    /** The name in the contract. */
    public String name() {
        return column.name();
    }

    /** Whether some row has no value. */
    public boolean hasNulls() {
        return column.nulls() > 0;
    }
}
