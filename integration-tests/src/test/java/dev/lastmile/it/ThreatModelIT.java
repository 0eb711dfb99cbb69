package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of the threat model names a test or a check that exists for every threat. */
class ThreatModelIT {
    private static final Path ROOT = Path.of(System.getProperty("project.folder"));
    private static final Path PAGE = ROOT.resolve("docs/src/lastmile/threat-model.adoc");
    private static final Pattern TABLE = Pattern.compile("\\|Threat \\|Rule \\|Proof\\n(.*?)\\|===", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @Test
    void everyThreatHasAProofThatExists() throws IOException {
        TreeMap<String, Path> tests = tests();
        List<String> wrong = new ArrayList<>();
        int threats = 0;
        Matcher tables = TABLE.matcher(Files.readString(PAGE));
        while (tables.find()) {
            for (String row : tables.group(1).strip().split("\\n\\n")) {
                threats++;
                String[] cells = row.strip().split("\\n(?=\\|)");
                if (cells.length != 3) {
                    wrong.add("a row has " + cells.length + " cells, not 3: " + row);
                    continue;
                }
                List<String> names = NAME.matcher(cells[2])
                        .results()
                        .map(name -> name.group(1))
                        .toList();
                if (names.isEmpty()) {
                    wrong.add("no test is named for: " + cells[0]);
                }
                for (String name : names) {
                    if (!exists(name, tests)) {
                        wrong.add("there is no test or check " + name + ", which is named for: " + cells[0]);
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(threats).isGreaterThanOrEqualTo(25);
    }

    @Test
    void aNameThatDoesNotExistIsNoticed() throws IOException {
        TreeMap<String, Path> tests = tests();

        assertThat(exists("ThreatModelIT", tests)).isTrue();
        assertThat(exists(".ci/checks/repository/docs", tests)).isTrue();
        assertThat(exists("ThreatModelTest", tests)).isFalse();
        assertThat(exists(".ci/checks/none", tests)).isFalse();
        assertThat(exists("RequestGuard", tests)).isFalse();
    }

    private static boolean exists(String name, TreeMap<String, Path> tests) throws IOException {
        if (name.startsWith(".ci/checks/")) {
            return Files.isExecutable(ROOT.resolve(name));
        }
        Path file = tests.get(name);
        if (file == null) {
            return false;
        }
        String source = Files.readString(file);
        return Pattern.compile("@(Test|ParameterizedTest)\\b").matcher(source).find()
                && !Pattern.compile("@Disabled[^{]*\\bclass ").matcher(source).find();
    }

    /** The test classes of all modules by their names. */
    private static TreeMap<String, Path> tests() throws IOException {
        TreeMap<String, Path> tests = new TreeMap<>();
        Set<String> skipped = Set.of("target", ".git", ".venv");
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return skipped.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (file.toString().contains("/src/test/java/") && name.matches("\\w+(Test|IT)\\.java")) {
                    tests.put(name.replace(".java", ""), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return tests;
    }
}
