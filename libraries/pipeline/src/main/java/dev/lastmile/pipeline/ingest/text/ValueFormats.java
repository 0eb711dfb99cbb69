package dev.lastmile.pipeline.ingest.text;

import dev.lastmile.contract.text.TimePattern;
import dev.lastmile.pipeline.StepException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How values of single columns are written where that is not ISO 8601 or true and false. Immutable.
 *
 * @param timePatterns by column: the pattern of its dates or timestamps, see {@link TimePattern}
 * @param booleanWords by column: the word for true and that for false
 * @param quotedNulls whether a null token in quotes is null in a column of strings as well
 * @param trim whether blanks around the strings of a CSV are no part of them; around other values they never are
 */
public record ValueFormats(
        Map<String, String> timePatterns, Map<String, List<String>> booleanWords, boolean quotedNulls, boolean trim)
        implements Serializable {
    /** ISO 8601, true and false. */
    public static final ValueFormats DEFAULT = new ValueFormats(Map.of(), Map.of(), false, false);

    private static final List<String> TRUE_FALSE = List.of("true", "false");

    /**
     * @throws StepException naming the pattern or the words that do not fit
     */
    public ValueFormats {
        timePatterns = Map.copyOf(timePatterns);
        booleanWords = Map.copyOf(booleanWords);
        timePatterns.forEach((column, pattern) -> parsed(column, pattern));
        booleanWords.forEach((column, words) -> {
            if (words.size() != 2 || words.get(0).equalsIgnoreCase(words.get(1))) {
                throw new StepException("The words for true and false of column " + column + " are " + words
                        + ". Give two different words.");
            }
        });
    }

    ValueFormats withTimePattern(String column, String pattern) {
        Map<String, String> patterns = new HashMap<>(timePatterns);
        patterns.put(column, pattern);
        return new ValueFormats(patterns, booleanWords, quotedNulls, trim);
    }

    ValueFormats withBooleans(String column, String yes, String no) {
        Map<String, List<String>> words = new HashMap<>(booleanWords);
        words.put(column, List.of(yes, no));
        return new ValueFormats(timePatterns, words, quotedNulls, trim);
    }

    /** The pattern of a column, or null for ISO 8601. */
    TimePattern timePattern(String column) {
        String pattern = timePatterns.get(column);
        return pattern == null ? null : parsed(column, pattern);
    }

    /** The word for true and that for false. */
    List<String> booleans(String column) {
        return booleanWords.getOrDefault(column, TRUE_FALSE);
    }

    private static TimePattern parsed(String column, String pattern) {
        try {
            return new TimePattern(pattern);
        } catch (IllegalArgumentException e) {
            throw new StepException("Column " + column + ": " + e.getMessage());
        }
    }
}
