package dev.lastmile.archetype;

import java.util.List;
import java.util.Locale;

/**
 * A public name that has changed since an older version: a row of {@code renames.tsv}.
 *
 * @param from the old name: of a type the qualified one, of a method or field {@code qualified.Type#name}
 * @param to the new name: of a type the qualified one, of a method or field the name alone, or words for a person where it
 *     has become something else
 */
record Rename(Kind kind, String from, String to) {
    enum Kind {
        TYPE,
        METHOD,
        FIELD,
        /** An environment variable, a key of the configuration, a metric or a make target. */
        VARIABLE,
        /** The path of a file of the project. */
        FILE
    }

    Rename {
        if (from.isBlank() || to.isBlank() || isMember(kind) != from.contains("#")) {
            throw new IllegalArgumentException(kind + " " + from + " " + to + " is not a rename");
        }
    }

    /** Reads rows of kind, old and new name, with a tab between them; empty lines and {@code #} comments are skipped. */
    static List<Rename> read(String tsv) {
        return tsv.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Rename::row)
                .toList();
    }

    private static Rename row(String line) {
        String[] cells = line.strip().split("\t");
        if (cells.length != 3) {
            throw new IllegalArgumentException("'" + line + "' does not have three cells with tabs between them");
        }
        return new Rename(Kind.valueOf(cells[0].toUpperCase(Locale.ROOT)), cells[1], cells[2]);
    }

    /** The type that has the member, or the type itself. */
    String type() {
        return isMember(kind) ? from.substring(0, from.indexOf('#')) : from;
    }

    /** The old name of a method or field. */
    String member() {
        return from.substring(from.indexOf('#') + 1).replaceFirst("\\(.*", "");
    }

    /** Whether replacing the old name by the new one is all that there is to do. */
    boolean isReplacement() {
        return !isMember(kind) || to.matches("\\w+");
    }

    private static boolean isMember(Kind kind) {
        return kind == Kind.METHOD || kind == Kind.FIELD;
    }
}
