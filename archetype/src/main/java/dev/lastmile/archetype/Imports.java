package dev.lastmile.archetype;

import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sorts the imports of a Java file as the formatter does, since another package name has another place among them. */
final class Imports {
    private static final Pattern BLOCK = Pattern.compile("(?m)(?:^import [^;\\n]+;\\n)+");

    private Imports() {}

    static String sorted(String source) {
        return BLOCK.matcher(source).replaceAll(block -> {
            String[] lines = block.group().split("\n");
            Arrays.sort(lines, Comparator.comparing((String line) -> line.substring(0, line.length() - 1)));
            return Matcher.quoteReplacement(String.join("\n", lines) + "\n");
        });
    }
}
