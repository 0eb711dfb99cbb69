package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Projects of many answers: a folder of {@code scenarios} each, which {@code .ci} builds and tests as well. */
class ScenarioIT {
    private static final Path SCENARIOS = Expected.RESOURCES.resolve("scenarios");

    private static final Map<String, List<String>> QUESTIONS = Map.of(
            "javaVersion", List.of("17", "21", "25"),
            "tracking", List.of("embedded", "mlflow", "databricks"),
            "ci", List.of("github", "gitlab", "none"),
            "notebooks", List.of("yes", "no"),
            "airflow", List.of("yes", "no"));

    /** Answers that leave a part out, and the words that speak of it. */
    private static final Map<String, Pattern> WORDS = Map.of(
            "tracking=mlflow|databricks", words("embedded"),
            "tracking=databricks",
                    words("(?<!package-ecosystem: )docker.compose|make (up|down)|profile=stack|compose/"),
            "tracking=embedded|mlflow", words("databricks"),
            "ci=gitlab|none", words("github"),
            "ci=github|none", words("gitlab"),
            "notebooks=no", words("notebooks?|jupyter"),
            "airflow=no", words("airflow"));

    private static final Pattern UNRESOLVED = Pattern.compile(
            "\\$\\{(package|artifactId|rootArtifactId|groupId)}|__\\w*rtifactId__|#set\\b|symbol_(pound|dollar|escape)");

    /** The live project's names, but not the target template-update and the branches that it makes. */
    private static final Pattern LIVE_NAMES = Pattern.compile(
            "dev[./]lastmile[./]template|(?<![A-Za-z0-9_.])(?<!(?<!:)-)template-(?!update)|>template<|(?m)^(name:|#) template$");

    @TempDir
    Path folder;

    static List<String> scenarios() throws IOException {
        try (Stream<Path> folders = Files.list(SCENARIOS)) {
            return folders.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theProjectIsWholeAndItsOwn(String scenario) throws IOException {
        Map<String, String> answers = answers(scenario);
        Path output = Files.createDirectory(folder.resolve("a folder with spaces"));

        Path project = Archetype.built().generate(output, answers);

        try (Stream<Path> made = Files.list(output)) {
            assertThat(made).containsExactly(project);
        }
        Expected.matches("scenarios/" + scenario + "/tree.txt", Tree.listing(project));
        assertThat(Tree.paths(project)).noneMatch(path -> ("/" + path).matches(".*/template-(?!update).*"));
        Map<String, String> texts = Tree.texts(project);
        assertThat(found(UNRESOLVED, texts)).isEmpty();
        assertThat(found(LIVE_NAMES, texts)).isEmpty();
        assertThat(Archetype.properties(project.resolve(".lastmile.properties")))
                .containsAllEntriesOf(answers)
                .containsKey("archetypeVersion");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void whatWasNotChosenLeavesNoTrace(String scenario) throws IOException {
        Map<String, String> answers = answers(scenario);
        Path project = Archetype.built().generate(folder, answers);
        Map<String, String> texts = Tree.texts(project);
        // It records the answers.
        texts.remove(".lastmile.properties");
        List<String> traces = new ArrayList<>();

        WORDS.forEach((condition, words) -> {
            String[] sides = condition.split("=", 2);
            if (List.of(sides[1].split("\\|")).contains(answers.get(sides[0]))) {
                traces.addAll(found(words, texts));
            }
        });

        assertThat(traces).isEmpty();
    }

    @Test
    void theScenariosCoverEveryPairOfAnswers() throws IOException {
        Set<String> missing = new LinkedHashSet<>();
        for (String first : QUESTIONS.keySet()) {
            for (String second : QUESTIONS.keySet()) {
                for (String one : QUESTIONS.get(first)) {
                    for (String other : QUESTIONS.get(second)) {
                        if (first.compareTo(second) < 0) {
                            missing.add(first + "=" + one + " " + second + "=" + other);
                        }
                    }
                }
            }
        }
        for (String scenario : scenarios()) {
            Map<String, String> answers = answers(scenario);
            missing.removeIf(pair -> Stream.of(pair.split(" "))
                    .map(answer -> answer.split("="))
                    .allMatch(answer -> answers.get(answer[0]).equals(answer[1])));
        }

        assertThat(missing).isEmpty();
        assertThat(scenarios()).hasSizeGreaterThanOrEqualTo(10);
    }

    private static Map<String, String> answers(String scenario) throws IOException {
        return Archetype.built()
                .withDefaults(Archetype.properties(SCENARIOS.resolve(scenario).resolve("answers.properties")));
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile("(?i)\\b(" + alternatives + ")");
    }

    /** The lines in which a pattern is found, each with its file. */
    private static List<String> found(Pattern pattern, Map<String, String> texts) {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(texts)
                .forEach((path, text) -> text.lines()
                        .filter(line -> pattern.matcher(line).find())
                        .forEach(line -> lines.add(path + ": " + line.strip())));
        return lines;
    }
}
