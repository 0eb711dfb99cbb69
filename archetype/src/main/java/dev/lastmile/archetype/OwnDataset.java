package dev.lastmile.archetype;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The dataset of a project that was made from a data file. The files that the data file has decided are the project's, so
 * that an update brings no others, and the texts of the template are compared as they are for this dataset.
 *
 * @param name of it
 * @param files that were written from the data file, by the paths that the newer template has for them
 */
record OwnDataset(String name, Set<String> files) {
    /** Where a project records which files were written from its data file. */
    static final String RECORD = ".mvn/init-data.properties";

    private static final String PROPERTIES = "/src/main/resources/dataset.properties";

    /** Empty for a project that still has the template's dataset, or one that was written by hand. */
    static Optional<OwnDataset> of(Path project, FileMoves moves) throws IOException {
        Optional<Properties> recorded = properties(project.resolve(RECORD));
        if (recorded.isEmpty()) {
            return Optional.empty();
        }
        Set<String> paths = recorded.get().stringPropertyNames();
        Set<String> files = new TreeSet<>(paths);
        paths.forEach(path -> files.add(moves.paths().getOrDefault(path, path)));
        for (String path : paths) {
            if (path.endsWith(PROPERTIES)
                    && FilePaths.firstInvalid(Set.of(path)).isEmpty()) {
                return properties(project.resolve(path))
                        .map(properties -> new OwnDataset(
                                properties.getProperty("dataset", "").strip(), files));
            }
        }
        return Optional.empty();
    }

    /** A template's files without those that are the project's, and with its dataset in the texts. */
    ProjectFiles of(ProjectFiles all, Template template) throws IOException {
        SortedMap<String, byte[]> texts;
        try (Profiler profiler = Profiler.of(template)) {
            texts = profiler.withDataset(all.files(), name);
        }
        SortedMap<String, byte[]> rest = new TreeMap<>(texts);
        rest.keySet().removeAll(files);
        return new ProjectFiles(rest);
    }

    private static Optional<Properties> properties(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > BaseArchive.MAX_BYTES) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return Optional.of(properties);
    }
}
