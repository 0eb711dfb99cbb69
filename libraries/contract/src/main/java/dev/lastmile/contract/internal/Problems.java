package dev.lastmile.contract.internal;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a contract, so that one run reports all of it. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    /** @param problem with what to do, as {@code column a has min "one". Give a number.} */
    void add(String problem) {
        found.add(problem);
    }

    List<String> found() {
        return found;
    }

    /** A column as messages name it: quoted where its name has more than letters, digits and underscores. */
    static String column(String name) {
        return name.matches("\\w+") ? "column " + name : "column '" + name + "'";
    }
}
