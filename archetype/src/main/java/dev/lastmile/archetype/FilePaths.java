package dev.lastmile.archetype;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The paths of a project's files: relative, with {@code /} between names, and never out of the project. */
final class FilePaths {
    private FilePaths() {}

    /** A path that cannot be one of a project's files, if there is one. */
    static Optional<String> firstInvalid(Set<String> paths) {
        return paths.stream()
                .filter(path -> !isInside(path) || isBelowAFile(path, paths))
                .findFirst();
    }

    /** The path with a question mark for each control character. */
    static String printable(String path) {
        return path.replaceAll("\\p{Cntrl}", "?");
    }

    private static boolean isInside(String path) {
        return Arrays.stream(path.split("/", -1)).allMatch(FilePaths::isName);
    }

    // On Windows a backslash separates names and a colon follows a drive; what Git keeps for itself is no project's.
    private static boolean isName(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && !name.equalsIgnoreCase(".git")
                && name.chars().noneMatch(c -> c == '\\' || c == ':' || Character.isISOControl(c));
    }

    private static boolean isBelowAFile(String path, Set<String> paths) {
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (paths.contains(path.substring(0, end))) {
                return true;
            }
        }
        return false;
    }
}
