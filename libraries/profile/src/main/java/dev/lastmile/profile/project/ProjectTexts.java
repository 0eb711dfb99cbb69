package dev.lastmile.profile.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the texts of a project that may speak of its dataset. */
final class ProjectTexts {
    private ProjectTexts() {}

    /** Their bytes by their path with {@code /} in the project. */
    static SortedMap<String, byte[]> read(Path project) {
        SortedMap<String, byte[]> texts = new TreeMap<>();
        add(texts, project, project, 1);
        add(texts, project, project.resolve("docs/src"), Integer.MAX_VALUE);
        return texts;
    }

    private static void add(SortedMap<String, byte[]> texts, Path project, Path folder, int depth) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder, depth)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = project.relativize(file).toString().replace('\\', '/');
                if (DatasetTexts.mayName(path)) {
                    texts.put(path, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
