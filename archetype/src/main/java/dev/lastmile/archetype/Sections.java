package dev.lastmile.archetype;

import java.util.regex.Pattern;

/**
 * What only the live repository has, and what only a project has, of a file that both have: in the live file the first
 * stands between {@code <!-- lastmile -->} and {@code <!-- /lastmile -->}, the second within one comment,
 * {@code <!-- project … -->}, each mark on a line of its own.
 */
final class Sections {
    private static final Pattern LASTMILE =
            Pattern.compile("(?ms)^[ \\t]*<!-- lastmile -->\\n.*?^[ \\t]*<!-- /lastmile -->\\n");
    private static final Pattern PROJECT = Pattern.compile("(?ms)^[ \\t]*<!-- project\\n(.*?)^[ \\t]*-->\\n");

    private Sections() {}

    static String ofProject(String live) {
        return PROJECT.matcher(LASTMILE.matcher(live).replaceAll("")).replaceAll("$1");
    }
}
