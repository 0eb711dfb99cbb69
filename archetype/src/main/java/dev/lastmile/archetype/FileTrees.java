package dev.lastmile.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the JDK does not do with folders. */
final class FileTrees {
    private FileTrees() {}

    /** Deletes a folder with all that is in it, if it is there. */
    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) {
                List<Path> files = tree.sorted(Comparator.reverseOrder()).toList();
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
    }
}
