package dev.lastmile.profile.project;

import dev.lastmile.profile.file.ProfileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where a project has what a dataset decides.
 *
 * @param resources folder of {@code dataset.properties} and {@code contracts/}
 * @param features the class {@code FeaturePipeline}
 * @param model the class {@code Model}
 */
record ProjectModules(Path resources, Path features, Path model) {
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    /** The resources of the tests that go with {@link #resources}. */
    Path testResources() {
        return resources.getParent().resolveSibling("test").resolve(resources.getFileName());
    }

    /** Whether a file is one of these, by its path with {@code /} in the project. */
    static boolean isOne(String path) {
        return path.matches("[^/]+/src/main/(.+/)?(dataset\\.properties|FeaturePipeline\\.java|Model\\.java)");
    }

    /**
     * Finds them in the modules of a project.
     *
     * @throws ProfileException if one is missing, or there are two
     */
    static ProjectModules of(Path project) {
        return new ProjectModules(
                one(project, "dataset.properties").getParent(),
                one(project, "FeaturePipeline.java"),
                one(project, "Model.java"));
    }

    private static Path one(Path project, String name) {
        try (Stream<Path> modules = Files.list(project)) {
            List<Path> found = modules.map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .flatMap(ProjectModules::files)
                    .filter(file -> file.getFileName().toString().equals(name))
                    .toList();
            if (found.size() != 1) {
                throw new ProfileException(
                        "The project in " + project + " has " + (found.isEmpty() ? "no " : "more than one ") + name
                                + " under src/main of its modules. Run this in a project of Lastmile that has one.");
            }
            return found.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The package of a class. */
    static String packageOf(Path source) {
        try {
            Matcher matcher = PACKAGE.matcher(Files.readString(source));
            if (!matcher.find()) {
                throw new ProfileException(source + " has no package. Give it the one of its folder.");
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
