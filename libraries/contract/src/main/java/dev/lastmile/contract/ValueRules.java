package dev.lastmile.contract;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which values a column may have, null apart.
 *
 * @param nan whether NaN may be
 * @param min the least value, or null
 * @param max the greatest value, or null
 * @param allowed the only values, as text, in the order of the file; empty if any may be
 * @param pattern a regular expression of {@link java.util.regex.Pattern} that a whole string matches; empty for none
 */
public record ValueRules(boolean nan, Bound min, Bound max, Set<String> allowed, String pattern) {
    /** Any value but NaN. */
    public static final ValueRules NONE = new ValueRules(false, null, null, Set.of(), "");

    public ValueRules {
        allowed = Collections.unmodifiableSet(new LinkedHashSet<>(allowed));
    }

    /** The rules of a string that is one of a set. */
    public static ValueRules allowed(Set<String> values) {
        return new ValueRules(false, null, null, values, "");
    }
}
