package dev.lastmile.profile.project;

import static dev.lastmile.profile.fixture.DataText.lines;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import dev.lastmile.profile.file.ProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectDataTest {
    private static final String RESOURCES = "a-data/src/main/resources/";
    private static final String MODEL = "a-model/src/main/java/b/Model.java";

    @TempDir
    private Path folder;

    private Path project;

    @BeforeEach
    void aProject() throws IOException {
        project = Files.createDirectory(folder.resolve("project"));
        write(RESOURCES + "dataset.properties", "dataset=iris\nfile=/raw/iris.data\n");
        write(RESOURCES + "raw/iris.data", "1\n");
        write(RESOURCES + "contracts/raw.iris.json", "{}");
        write(RESOURCES + "contracts/raw.mine.json", "{}");
        write("a-features/src/main/java/b/FeaturePipeline.java", "package b;\n");
        write(MODEL, "package b;\n");
        write("README.md", "lake.raw.iris\n");
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(project.resolve(path).getParent());
        Files.writeString(project.resolve(path), text);
    }

    private List<String> init(String name, int rows) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name), lines("x,y,label", rows, i -> i * 7 % 31 + "," + i % 9 + "," + (i * 7 % 5 > 2)));
        return ProjectData.plan(project, file, DataFile.of(file, ProfileOptions.label("label")), "")
                .write();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> project.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theFileTakesThePlaceOfTheDatasetBefore() throws IOException {
        List<String> lines = init("My Customers.CSV", 100);

        assertThat(files())
                .containsExactly(
                        ".mvn/init-data.properties",
                        "README.md",
                        RESOURCES + "contracts/raw.mine.json",
                        RESOURCES + "contracts/raw.my_customers.json",
                        RESOURCES + "dataset.properties",
                        RESOURCES + "raw/my_customers.csv",
                        "a-features/src/main/java/b/FeaturePipeline.java",
                        MODEL);
        assertThat(project.resolve("README.md")).hasContent("lake.raw.my_customers\n");
        assertThat(lines)
                .contains(
                        "deleted  " + RESOURCES + "raw/iris.data",
                        "changed  README.md",
                        "new      " + RESOURCES + "raw/my_customers.csv");
    }

    @Test
    void aLargeFileStaysWhereItIsAndTheTestsHaveASample() throws IOException {
        init("customers.csv", 100_000);

        assertThat(project.resolve(RESOURCES + "dataset.properties"))
                .content()
                .contains("location=" + folder.resolve("customers.csv") + "\n")
                .containsPattern("sha256=[0-9a-f]{64}\n");
        assertThat(project.resolve("a-data/src/test/resources/raw/sample.txt")).isRegularFile();
        assertThat(Files.readAllLines(project.resolve("a-data/src/test/resources/raw/sample.txt")))
                .hasSize(1001)
                .startsWith("x,y,label");
        assertThat(project.resolve(RESOURCES + "raw")).isEmptyDirectory();

        init("customers.csv", 100);

        assertThat(project.resolve("a-data/src/test/resources/raw/sample.txt")).doesNotExist();
        assertThat(project.resolve(RESOURCES + "raw/customers.csv")).isRegularFile();
    }

    @Test
    void anEditStaysAndItsDifferenceIsShown() throws IOException {
        init("customers.csv", 100);
        String mine = Files.readString(project.resolve(MODEL)) + "// mine\n";
        Files.writeString(project.resolve(MODEL), mine);

        List<String> lines = init("customers.csv", 120);

        assertThat(project.resolve(MODEL)).hasContent(mine);
        assertThat(lines)
                .contains(
                        "kept     " + MODEL + ", which has been edited; for the new file it would change by:",
                        "-// mine")
                .contains("changed  " + RESOURCES + "raw/customers.csv");
    }

    @Test
    void theSameFileAgainChangesNothing() throws IOException {
        init("customers.csv", 100);

        assertThat(init("customers.csv", 100)).allMatch(line -> line.startsWith("as is    "));
    }

    @Test
    void aNameThatTablesCannotHaveIsRejectedAndNothingChanges() throws IOException {
        List<String> before = files();
        Path file =
                Files.writeString(folder.resolve("a.csv"), lines("x,label", 50, i -> i % 7 + "," + (i * 7 % 5 > 2)));
        DataFile data = DataFile.of(file, ProfileOptions.label("label"));

        assertThatThrownBy(() -> ProjectData.plan(project, file, data, "My data"))
                .isInstanceOf(ProfileException.class)
                .hasMessageContaining("cannot have the name 'My data'");
        assertThat(files()).isEqualTo(before);
    }
}
