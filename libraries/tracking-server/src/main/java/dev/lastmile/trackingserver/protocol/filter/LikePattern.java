package dev.lastmile.trackingserver.protocol.filter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patterns of LIKE and ILIKE as regular expressions: {@code %} stands for any text, {@code _} for one character, and no
 * character escapes them, as on an MLflow server with SQLite.
 *
 * <p>The database's own LIKE tries all combinations of positions of a pattern's parts, which takes minutes for three of them
 * and one long text. Here each part between two {@code %} is an atomic group, found once: the first place where it matches
 * leaves most of the text to the parts that follow, so that no other place needs to be tried.
 */
final class LikePattern {
    /** Maximum length of a pattern, in characters: the matcher recurses once for each of its parts. */
    static final int MAX_LENGTH = 1000;

    private static final Pattern LITERAL = Pattern.compile("[^_]+");

    private LikePattern() {}

    /** The regular expression of a pattern, which matches a text as a whole. */
    static String regexp(String pattern, boolean ignoringCase) {
        String[] parts = pattern.split("%+", -1);
        int last = parts.length - 1;
        StringBuilder regexp = new StringBuilder(ignoringCase ? "(?isu)\\A" : "(?s)\\A").append(literal(parts[0]));
        for (int i = 1; i < last; i++) {
            regexp.append("(?>.*?").append(literal(parts[i])).append(')');
        }
        if (last > 0) {
            regexp.append(".*").append(literal(parts[last]));
        }
        return regexp.append("\\z").toString();
    }

    private static String literal(String part) {
        return LITERAL.matcher(part)
                .replaceAll(text -> Matcher.quoteReplacement(Pattern.quote(text.group())))
                .replace('_', '.');
    }
}
