package dev.lastmile.serving.core.internal.request;

import java.util.Set;

/** Strings that pandas parses as a missing value in a column of other than strings. */
final class MissingText {
    private static final Set<String> MISSING =
            Set.of("", "NaN", "nan", "-NaN", "-nan", "NaT", "NA", "N/A", "n/a", "#N/A", "<NA>", "NULL", "null", "None");

    private MissingText() {}

    static boolean isMissing(String field) {
        return MISSING.contains(field);
    }
}
