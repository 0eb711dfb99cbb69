package dev.lastmile.archetype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Called by the archetype's post-generate script: makes the project, whole or not at all. */
public final class Generator {
    private Generator() {}

    /**
     * @param properties the options, by the names of the archetype's properties; the plugin leaves out those that its
     *     descriptor does not have, which are then those of the system
     * @param outputDirectory where the project's folder is to be
     * @throws RejectedException if an option is not allowed, the folder exists, or a data file cannot be the project's
     *     dataset; nothing is left behind
     */
    public static void run(Properties properties, String outputDirectory) {
        Path output = Path.of(outputDirectory).toAbsolutePath().normalize();
        Path folder =
                Path.of(output.toString(), properties.getProperty("artifactId")).normalize();
        try {
            SurroundingPom.restore();
            boolean existed = takeBackThePluginsPom(folder, output);
            Map<String, String> given = new HashMap<>(DataOptions.ofSystem());
            properties.stringPropertyNames().forEach(key -> given.put(key, properties.getProperty(key)));
            Options options = Options.of(given);
            Optional<DataOptions> data = DataOptions.of(given);
            if (existed) {
                throw new RejectedException("The folder " + folder
                        + " exists and is not empty; nothing in it was changed. Choose another artifactId, or generate"
                        + " elsewhere.");
            }
            Path parent = folder.getParent();
            Path made = Files.createTempDirectory(parent, "." + folder.getFileName() + "-");
            try {
                // A temporary folder is for its owner alone; one in it is as open as any that is made here.
                Path project = Files.createDirectory(made.resolve("project"));
                Template template = Template.own();
                ProjectFiles.of(template, options).write(project);
                List<String> found = data.isPresent() ? data.get().init(template, project) : List.of();
                Files.move(project, folder);
                found.forEach(System.out::println);
            } finally {
                FileTrees.delete(made);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The project cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** The plugin has written its one file, a pom.xml, and the folders down to it. Returns whether there is more. */
    private static boolean takeBackThePluginsPom(Path folder, Path output) throws IOException {
        Files.deleteIfExists(folder.resolve("pom.xml"));
        for (Path made = folder; !output.startsWith(made); made = made.getParent()) {
            if (Files.exists(made)) {
                try (Stream<Path> rest = Files.list(made)) {
                    if (rest.findAny().isPresent()) {
                        return made.equals(folder);
                    }
                }
                Files.delete(made);
            }
        }
        return false;
    }
}
