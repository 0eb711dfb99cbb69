package dev.lastmile.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The template's files that have another path than in the older template. They are moved in the project before the merge, so
 * that what a project changed in one of them is merged even if little of the template's own text is left in it, where Git
 * would not see that it is the same file.
 *
 * @param paths old and new path
 */
record FileMoves(Map<String, String> paths) {
    /** Those of the renames whose file only the older template has under the old path, and only the newer one under the new. */
    static FileMoves between(ProjectFiles older, ProjectFiles newer, List<Rename> renames) {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Rename rename : renames) {
            if (rename.kind() == Rename.Kind.FILE
                    && older.files().containsKey(rename.from())
                    && !older.files().containsKey(rename.to())
                    && newer.files().containsKey(rename.to())
                    && !newer.files().containsKey(rename.from())) {
                paths.put(rename.from(), rename.to());
            }
        }
        return new FileMoves(paths);
    }

    /** The same files under their new paths. */
    ProjectFiles applyTo(ProjectFiles older) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        older.files().forEach((path, content) -> files.put(paths.getOrDefault(path, path), content));
        return new ProjectFiles(files);
    }

    /** Moves the files that a project still has under their old path, in a commit, if there are any. */
    void apply(Path project, Git git, String version) throws IOException {
        boolean moved = false;
        for (Map.Entry<String, String> move : paths.entrySet()) {
            Path target = project.resolve(move.getValue());
            if (Files.isRegularFile(project.resolve(move.getKey()), LinkOption.NOFOLLOW_LINKS)
                    && !Files.exists(target, LinkOption.NOFOLLOW_LINKS)
                    && !git.run("ls-files", "--", move.getKey()).isEmpty()) {
                Files.createDirectories(target.getParent());
                git.run("mv", "--", move.getKey(), move.getValue());
                moved = true;
            }
        }
        if (moved) {
            git.run(
                    "commit",
                    "--quiet",
                    "--no-verify",
                    "-m",
                    "Move files as the template of Lastmile " + version + " does");
        }
    }
}
