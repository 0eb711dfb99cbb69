package dev.lastmile.profile.source;

import java.util.List;

/** Java literals. */
final class Literals {
    private Literals() {}

    static String text(String value) {
        StringBuilder literal = new StringBuilder("\"");
        value.chars().forEach(c -> literal.append(escaped((char) c, '"')));
        return literal.append('"').toString();
    }

    static String character(char value) {
        return "'" + escaped(value, '\'') + "'";
    }

    /** Texts with commas between them. */
    static String texts(List<String> values) {
        return String.join(", ", values.stream().map(Literals::text).toList());
    }

    private static String escaped(char c, char quote) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default ->
                c == quote
                        ? "\\" + c
                        : c < ' ' || c == 0x7F ? String.format("\\u%04x", (int) c) : Character.toString(c);
        };
    }
}
