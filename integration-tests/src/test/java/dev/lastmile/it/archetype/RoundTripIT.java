package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Generating with the live project's own names gives back the live files: what is tested here is what a user gets. */
class RoundTripIT {
    private static final Map<String, String> LIVE_NAMES = Map.of(
            "groupId", "dev.lastmile.template",
            "artifactId", "template",
            "package", "dev.lastmile.template",
            "version", "0.1.0");

    /** The only file in which a project with all parts differs from the live one: by the modules that no project has. */
    private static final String ROOT_POM = "pom.xml";

    @TempDir
    Path folder;

    @Test
    void withAllPartsEveryLiveFileComesBackByteForByte() throws IOException {
        // Some parts exclude each other; without the list of parts, none is left out.
        Archetype allParts = Archetype.built()
                .with(folder.resolve("all-parts.jar"), root -> Files.writeString(root.resolve("parts.properties"), ""));

        Path project = allParts.generate(folder, LIVE_NAMES);

        List<String> generated = new ArrayList<>(Tree.paths(project));
        generated.removeIf(path -> path.startsWith(Tree.LIBRARIES) || path.startsWith(".lastmile"));
        assertThat(generated).containsExactlyElementsOf(Archetype.liveFiles().keySet());
        for (String path : generated) {
            if (path.equals(ROOT_POM)) {
                Expected.matches("round-trip/" + path + ".diff", difference(path, project));
            } else {
                assertThat(project.resolve(path))
                        .hasSameBinaryContentAs(Archetype.liveFiles().get(path));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"embedded, github", "mlflow, gitlab", "databricks, none"})
    void whatAPartTakesWithItAreLinesThatNameIt(String tracking, String ci) throws IOException {
        Map<String, String> answers = new HashMap<>(LIVE_NAMES);
        answers.putAll(Map.of("tracking", tracking, "ci", ci));

        Path project = Archetype.built().generate(folder, answers);

        StringBuilder differences = new StringBuilder();
        for (String path : Archetype.liveFiles().keySet()) {
            if (!path.equals(ROOT_POM) && Files.exists(project.resolve(path))) {
                String difference = difference(path, project);
                differences.append(difference.isEmpty() ? "" : path + "\n" + difference);
            }
        }
        Expected.matches("round-trip/" + tracking + "-" + ci + ".diff", differences.toString());
    }

    @Test
    void twoGenerationsGiveTheSameBytes() throws IOException {
        Path one = Archetype.built().generate(Files.createDirectory(folder.resolve("one")), Archetype.CHURN);
        Path other = Archetype.built().generate(Files.createDirectory(folder.resolve("other")), Archetype.CHURN);

        assertThat(Tree.paths(other)).isEqualTo(Tree.paths(one));
        for (String path : Tree.paths(one)) {
            assertThat(other.resolve(path)).hasSameBinaryContentAs(one.resolve(path));
        }
    }

    @Test
    void everyLiveFileIsInAProject() throws IOException {
        Set<String> covered = new TreeSet<>();
        for (String choice : List.of("embedded github", "mlflow gitlab", "databricks none")) {
            Map<String, String> answers = new HashMap<>(LIVE_NAMES);
            answers.putAll(Map.of("tracking", choice.split(" ")[0], "ci", choice.split(" ")[1]));
            Path output = Files.createDirectory(folder.resolve(choice));
            covered.addAll(Tree.paths(Archetype.built().generate(output, answers)));
        }

        assertThat(covered).containsAll(Archetype.liveFiles().keySet());
    }

    /** The lines that go and come, as a diff has them, without their numbers and their neighbours. */
    private static String difference(String path, Path project) throws IOException {
        Path live = Archetype.liveFiles().get(path);
        Path generated = project.resolve(path);
        if (Arrays.equals(Files.readAllBytes(live), Files.readAllBytes(generated))) {
            return "";
        }
        StringBuilder lines = new StringBuilder();
        new Command(project)
                .run("git", "diff", "--no-index", "--no-color", "--unified=0", live.toString(), generated.toString())
                .output()
                .lines()
                .dropWhile(line -> !line.startsWith("@@"))
                .filter(line -> !line.startsWith("@@"))
                .forEach(line -> lines.append(line).append('\n'));
        return lines.toString();
    }
}
