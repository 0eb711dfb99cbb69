package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archetype ships: the files that Git knows, the libraries with their checksums, and nothing of the machine that built it. */
class JarIT {
    private static final String FILES = "project/";
    private static final int MEGABYTE = 1024 * 1024;

    private final Archetype archetype = Archetype.built();

    @TempDir
    Path folder;

    @Test
    void itsFilesAreThoseOfGit() throws IOException {
        List<String> files = archetype.entries().stream()
                .filter(entry -> entry.startsWith(FILES))
                .map(entry -> entry.substring(FILES.length()))
                .filter(path -> !path.startsWith(Tree.LIBRARIES))
                .toList();

        assertThat(files).containsExactlyElementsOf(Archetype.liveFiles().keySet());
        try (FileSystem jar = FileSystems.newFileSystem(archetype.jar())) {
            for (String path : files) {
                assertThat(Files.readAllBytes(jar.getPath(FILES + path)))
                        .as(path)
                        .isEqualTo(Files.readAllBytes(Archetype.liveFiles().get(path)));
            }
        }
    }

    @Test
    void theLibrariesAreOursWithTheirSources() throws IOException {
        Path libraries = archetype.generate(folder, Archetype.CHURN).resolve(Tree.LIBRARIES);
        Map<String, TreeSet<String>> kinds = new TreeMap<>();
        for (String path : Tree.paths(libraries)) {
            assertThat(path)
                    .matches("dev/lastmile/(lastmile-[a-z-]+)/([^/]+)/\\1-\\2(-sources)?\\.(pom|jar)(\\.sha1)?");
            String[] parts = path.split("/");
            kinds.computeIfAbsent(parts[2], artifact -> new TreeSet<>())
                    .add(parts[4].substring((parts[2] + "-" + parts[3]).length()));
        }

        assertThat(kinds.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        modules().stream().map(module -> "lastmile-" + module).toList());
        kinds.forEach((artifact, files) -> {
            if (artifact.contains("-bom-")) {
                assertThat(files).as(artifact).containsExactly(".pom", ".pom.sha1");
            } else {
                assertThat(files)
                        .as(artifact)
                        .containsExactly("-sources.jar", "-sources.jar.sha1", ".jar", ".jar.sha1", ".pom", ".pom.sha1");
            }
        });
    }

    @Test
    void theirPomsStandAlone() throws IOException {
        Path libraries = archetype.generate(folder, Archetype.CHURN).resolve(Tree.LIBRARIES);

        for (String path : Tree.paths(libraries)) {
            if (path.endsWith(".pom")) {
                assertThat(libraries.resolve(path))
                        .content(StandardCharsets.UTF_8)
                        .doesNotContain("<parent>", "SNAPSHOT", "${project.basedir}");
            }
        }
    }

    @Test
    void nothingNamesTheMachineThatBuiltIt() throws IOException {
        Path project = archetype.generate(folder, Archetype.CHURN);
        List<String> places =
                List.of(Archetype.LIVE.toString(), System.getProperty("user.home") + "/", folder.toString());

        for (String path : Tree.paths(project)) {
            String content = Files.readString(project.resolve(path), StandardCharsets.ISO_8859_1);
            assertThat(places.stream().filter(content::contains)).as(path).isEmpty();
        }
    }

    @Test
    void itIsSmall() throws IOException {
        Path project = archetype.generate(folder, Archetype.CHURN);

        assertThat(archetype.jar()).satisfies(jar -> assertThat(Files.size(jar)).isLessThan(7 * MEGABYTE));
        assertThat(Files.size(project.resolve(".lastmile/base.zip"))).isLessThan(MEGABYTE);
    }

    /** Those that {@code libraries/pom.xml} lists, and the modules of those that have some. */
    private static TreeSet<String> modules() throws IOException {
        return Archetype.gitFiles(Archetype.LIVE).stream()
                .filter(path -> path.matches("libraries/([^/]+/)+pom\\.xml"))
                .map(path -> {
                    try {
                        return Files.readString(Archetype.LIVE.resolve(path));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .map(pom -> pom.substring(pom.indexOf("</parent>"))
                        .replaceFirst("(?s).*?<artifactId>lastmile-([^<]+)<.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
