package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn archetype:generate} as a person runs it: its command, its prompts, its errors. */
class MavenGenerateIT {
    private static final String PLUGIN = "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate";

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    private Path folder;

    /** A local repository of its own over that of the build, and a {@code mvn} that knows no other. */
    @BeforeAll
    static void theArchetypeIsInstalled() throws IOException {
        Path bin = Files.createDirectory(shared.resolve("bin"));
        Path mvn = Files.writeString(bin.resolve("mvn"), """
            #!/bin/sh
            exec '%s/mvnw' '-Dmaven.repo.local=%s' '-Dmaven.repo.local.tail=%s' "$@"
            """.formatted(
                        Archetype.LIVE, shared.resolve("repository"), System.getProperty("local.repository")));
        mvn.toFile().setExecutable(true);
        maven(
                        shared,
                        "-q",
                        "-B",
                        "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file",
                        "-Dpackaging=jar",
                        "-Dfile=" + Archetype.built().jar())
                .succeeded();
    }

    @BeforeEach
    void aFolder() throws IOException {
        folder = Files.createDirectory(temporary.resolve("my projects"));
    }

    @Test
    void theReadmesCommandMakesAProjectThatIsReadyForGit() throws IOException {
        command(folder).run("sh", "-ec", readmesCommand()).succeeded();

        Path project = folder.resolve("churn");
        assertThat(folder.toFile().list()).containsExactly("churn");
        assertThat(Tree.listing(project))
                .isEqualTo(Files.readString(Expected.RESOURCES.resolve("scenarios/defaults/tree.txt")));
        assertThat(project.resolve("mvnw")).isExecutable();
        assertThat(project.resolve(".gitignore")).hasSameTextualContentAs(Archetype.LIVE.resolve(".gitignore"));
        assertThat(project.resolve("README.md"))
                .content()
                .startsWith("# churn\n")
                .doesNotContain("archetype:generate");
        Command git =
                new Command(project).with("GIT_CONFIG_GLOBAL", "/dev/null").with("GIT_CONFIG_NOSYSTEM", "1");
        git.run("git", "init", "-q").succeeded();
        git.run("git", "add", "-A").succeeded();
        List<String> added =
                git.run("git", "ls-files").succeeded().output().lines().sorted().toList();
        assertThat(added)
                .isEqualTo(Tree.paths(project).stream()
                        .filter(path -> !path.startsWith(".git/"))
                        .toList());
        assertThat(added).anyMatch(path -> path.matches("\\.mvn/repository/.*/lastmile-lake-[^/]*\\.jar"));
    }

    @Test
    void withoutBatchModeItAsksShowsTheDefaultsAndAsksAgain() throws IOException {
        String typed =
                String.join("\n", "com.acme", "churn", "", "15", "21", "mlflow", "jenkins", "none", "no", "", "", "Y");

        String output = command(folder)
                .typing(typed + "\n")
                .run(generate(List.of()))
                .succeeded()
                .output();

        assertThat(output)
                .contains(
                        "'groupId'",
                        "'artifactId'",
                        "'version' 1.0.0-SNAPSHOT:",
                        "'javaVersion' (should match expression '17|21|25') 17:",
                        "'tracking' (should match expression 'embedded|mlflow|databricks') embedded:",
                        "'ci' (should match expression 'github|gitlab|none') github:",
                        "'notebooks' (should match expression 'yes|no') yes:",
                        "'airflow' (should match expression 'yes|no') yes:",
                        "'package' com.acme.churn:");
        assertThat(output.split("please try again", -1)).hasSize(3);
        assertThat(Archetype.properties(folder.resolve("churn/.lastmile.properties")))
                .containsAllEntriesOf(Map.of(
                        "groupId", "com.acme",
                        "artifactId", "churn",
                        "version", "1.0.0-SNAPSHOT",
                        "package", "com.acme.churn",
                        "javaVersion", "21",
                        "tracking", "mlflow",
                        "ci", "none",
                        "notebooks", "no",
                        "airflow", "yes"));
    }

    @Test
    void aGroupIdWithAHyphenAndADigitAndAKeywordGiveAJavaPackage() throws IOException {
        command(folder)
                .run(generate(List.of("-B", "-DgroupId=com.3m-labs", "-DartifactId=new")))
                .succeeded();

        assertThat(Archetype.properties(folder.resolve("new/.lastmile.properties")))
                .containsEntry("package", "com._3mlabs.new_")
                .containsEntry("groupId", "com.3m-labs");
        assertThat(folder.resolve("new/new-data/src/main/java/com/_3mlabs/new_/data"))
                .isDirectory();
    }

    @Test
    void aPackageThatJavaDoesNotTakeIsRefused() throws IOException {
        refused("package", "1.foo").contains("package '1.foo' is not allowed; allowed are a Java package");
    }

    @Test
    void anArtifactIdWithSpacesIsRefused() throws IOException {
        refused("artifactId", "my churn model")
                .contains("artifactId 'my churn model' is not allowed; allowed are letters");
    }

    @Test
    void allThatIsWrongIsRefusedAtOnceAndNoFolderIsLeft() throws IOException {
        refused("artifactId", "a/b", "package", "com.acme.class", "javaVersion", "11", "ci", "jenkins")
                .contains(
                        "artifactId 'a/b'",
                        "package 'com.acme.class'",
                        "javaVersion '11'",
                        "17, 21 or 25",
                        "ci 'jenkins'");
    }

    @Test
    void anExistingFolderIsRefusedAndStaysAsItIs() throws IOException {
        Path existing = Files.createDirectory(folder.resolve("churn"));
        Files.writeString(existing.resolve("mine.txt"), "mine");
        Files.createDirectory(existing.resolve("empty"));

        refused().contains("exists and is not empty");

        assertThat(existing.toFile().list()).containsExactlyInAnyOrder("mine.txt", "empty");
        assertThat(existing.resolve("mine.txt")).hasContent("mine");
    }

    @Test
    void anExistingProjectIsRefusedAndStaysAsItIs() throws IOException {
        Path existing = Files.createDirectory(folder.resolve("churn"));
        Files.writeString(existing.resolve("pom.xml"), "<project/>");

        refused().contains("already exists in the directory");

        assertThat(existing.toFile().list()).containsExactly("pom.xml");
        assertThat(existing.resolve("pom.xml")).hasContent("<project/>");
    }

    @Test
    void aDataFileInTheFolderWhereMavenRunsIsTheDatasetOfTheProject() throws IOException {
        Path file = DataFiles.customers(folder.resolve("customers.csv"), 300);

        String output = command(folder)
                .run(generate(churn("-B", "-Ddata=customers.csv", "-Dlabel=churned", "-Dkey=customer_id")))
                .succeeded()
                .output();

        assertThat(output).contains("customers.csv: 300 rows, 6 columns", "The dataset is customers.");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("churn", "customers.csv");
        assertThat(folder.resolve("churn/churn-data/src/main/resources/raw/customers.csv"))
                .hasSameBinaryContentAs(file);
    }

    @Test
    void aLabelThatTheFileDoesNotHaveIsRefused() throws IOException {
        DataFiles.customers(folder.resolve("customers.csv"), 100);

        refused("data", "customers.csv", "label", "churn").contains("has no column 'churn' for the label", "churned");
    }

    @Test
    void insideAFolderWithModulesItFillsAnEmptyFolderAndStandsAlone() throws IOException {
        Files.createDirectory(folder.resolve("churn"));
        Path pom = surroundingPom("<packaging>pom</packaging>");
        byte[] before = Files.readAllBytes(pom);

        command(folder).run(generate(churn("-B"))).succeeded();

        assertThat(pom).hasBinaryContent(before);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("churn", "pom.xml");
        assertThat(folder.resolve("churn/pom.xml")).content().doesNotContain("around");
    }

    @Test
    void insideAProjectWithoutModulesItIsRefused() throws IOException {
        Path pom = surroundingPom("");
        byte[] before = Files.readAllBytes(pom);

        refused().contains("is a project that can have no modules", "Generate elsewhere");

        assertThat(pom).hasBinaryContent(before);
    }

    private Path surroundingPom(String packaging) throws IOException {
        return Files.writeString(
                folder.resolve("pom.xml"),
                "<project>\r\n"
                        + "\t<modelVersion>4.0.0</modelVersion><groupId>around</groupId><artifactId>around</artifactId>"
                        + "<version>1</version>" + packaging + "</project>");
    }

    /** Fails with one line that says why, and nothing new in the folder; returns the line. */
    private AbstractStringAssert<?> refused(String... answers) throws IOException {
        List<String> before = List.of(folder.toFile().list());
        List<String> arguments = new ArrayList<>(churn("-B"));
        for (int i = 0; i < answers.length; i += 2) {
            arguments.add("-D" + answers[i] + "=" + answers[i + 1]);
        }

        Command.Outcome outcome = command(folder).run(generate(arguments)).failed();

        assertThat(folder.toFile().list()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(outcome.output()).doesNotContain("\tat ");
        List<String> errors = outcome.linesWith("[ERROR] Failed to execute goal");
        assertThat(errors).hasSize(1);
        return assertThat(errors.get(0));
    }

    private static List<String> churn(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        Archetype.CHURN.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        return arguments;
    }

    private static List<String> generate(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("mvn", PLUGIN));
        command.addAll(List.of(
                "-DarchetypeCatalog=local",
                "-DarchetypeGroupId=dev.lastmile",
                "-DarchetypeArtifactId=lastmile-archetype",
                "-DarchetypeVersion=" + Archetype.built().version()));
        command.addAll(arguments);
        return command;
    }

    /** The lines from {@code mvn} to the last that goes on. */
    private static String readmesCommand() throws IOException {
        StringBuilder command = new StringBuilder();
        for (String line : Files.readAllLines(Archetype.LIVE.resolve("README.md"))) {
            if (line.startsWith("mvn ") || command.toString().endsWith("\\\n")) {
                command.append(line).append('\n');
            }
        }
        assertThat(command.toString()).startsWith("mvn -B archetype:generate ").contains("-DartifactId=churn");
        return command.toString();
    }

    private static Command.Outcome maven(Path folder, String... arguments) {
        // By its path: Java looks for a program on the path of its own environment.
        List<String> command = new ArrayList<>(List.of(shared.resolve("bin/mvn").toString()));
        command.addAll(List.of(arguments));
        return command(folder).run(command);
    }

    private static Command command(Path folder) {
        return new Command(folder)
                .with("PATH", shared.resolve("bin") + ":" + System.getenv("PATH"))
                .with("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }
}
