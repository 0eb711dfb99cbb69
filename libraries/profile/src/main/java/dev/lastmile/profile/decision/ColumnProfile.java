package dev.lastmile.profile.decision;

import dev.lastmile.contract.ColumnType;
import dev.lastmile.profile.column.SketchFacts;
import java.util.List;
import java.util.Map;

/**
 * A column as it is in the file.
 *
 * @param name in the contract
 * @param source in the file
 * @param type of all its values
 * @param nulls rows without a value
 * @param levels counts of its values where there are at most 1,000, null apart
 * @param timePattern of dates that are not ISO 8601, else empty
 * @param booleanWords for true and false, where they are others than these; else empty
 * @param facts of which all of this was concluded
 */
public record ColumnProfile(
        String name,
        String source,
        ColumnType type,
        long nulls,
        Map<String, Long> levels,
        String timePattern,
        List<String> booleanWords,
        SketchFacts facts) {
    /** Rows with a value. */
    public long values() {
        return facts.rows() - nulls;
    }

    /** Different values; exact up to 1,000 and where all are different. */
    public long distinct() {
        return levels.isEmpty() ? facts.distinct() : levels.size();
    }

    /** Whether all rows have a value and all values are different. */
    public boolean isUnique() {
        return nulls == 0 && facts.unique();
    }

    /** Whether it is of integers or floating point. */
    public boolean isNumeric() {
        return type.isInteger() || type.isFloatingPoint();
    }

    /** As messages name it: as in the file. */
    @Override
    public String toString() {
        return source;
    }
}
