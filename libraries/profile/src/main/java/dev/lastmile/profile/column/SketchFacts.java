package dev.lastmile.profile.column;

import java.util.Map;

/**
 * What the values of a column are.
 *
 * @param rows of the file
 * @param values that are neither blank nor a word that may stand for null
 * @param blanks empty, or missing in JSON
 * @param quotedBlanks those of the blanks that are in quotes
 * @param nullWords counts of unquoted words that may stand for null
 * @param quotedNullWords counts of quoted ones
 * @param distinct different values, exact up to 1,000 and where all are different, else within about 2 %
 * @param levels counts of the values; empty if there are more than 1,000, or long ones
 * @param unique whether all values are different, which is known up to 2,000,000 of them
 * @param meanLength of the values in bytes
 * @param padded whether values have blanks around them
 * @param types that all values have
 */
public record SketchFacts(
        long rows,
        long values,
        long blanks,
        long quotedBlanks,
        Map<String, Long> nullWords,
        Map<String, Long> quotedNullWords,
        long distinct,
        Map<String, Long> levels,
        boolean unique,
        double meanLength,
        boolean padded,
        TypeFacts types) {}
