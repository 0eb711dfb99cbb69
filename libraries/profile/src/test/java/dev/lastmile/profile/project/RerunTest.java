package dev.lastmile.profile.project;

import static dev.lastmile.profile.fixture.DataText.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.profile.DataFile;
import dev.lastmile.profile.decision.ProfileOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data file that is made the dataset of a project more than once. */
class RerunTest {
    private static final String TWO_NUMBERS = lines("x,y,label", 60, i -> i % 7 + "," + i % 9 + "," + i % 13 * 0.5);
    private static final String THREE_NUMBERS =
            lines("x,y,z,label", 60, i -> i % 7 + "," + i % 9 + "," + i % 11 + "," + i % 13 * 0.5);

    @TempDir
    private Path folder;

    private Path features;
    private Path model;

    @BeforeEach
    void createProject() throws IOException {
        features = write("p-features/src/main/java/FeaturePipeline.java", "package p.features;\n");
        model = write("p-model/src/main/java/Model.java", "package p.model;\n");
        write("p-data/src/main/resources/dataset.properties", "dataset=before\n");
        write("p-data/src/main/resources/contracts/raw.before.json", "{}\n");
    }

    @Test
    void theFirstTimeEveryFileIsWrittenAndTheContractBeforeIsDeleted() throws IOException {
        assertThat(initData(TWO_NUMBERS))
                .containsExactlyInAnyOrder(
                        "new      p-data/src/main/resources/raw/sales.csv",
                        "changed  p-data/src/main/resources/dataset.properties",
                        "new      p-data/src/main/resources/contracts/raw.sales.json",
                        "changed  p-features/src/main/java/FeaturePipeline.java",
                        "changed  p-model/src/main/java/Model.java",
                        "deleted  p-data/src/main/resources/contracts/raw.before.json");
        assertThat(features).content().contains("package p.features;", "\"x\"");
    }

    @Test
    void theSameFileAgainChangesNothing() throws IOException {
        initData(TWO_NUMBERS);
        String record = Files.readString(folder.resolve(".mvn/init-data.properties"));

        assertThat(initData(TWO_NUMBERS)).hasSize(5).allMatch(line -> line.startsWith("as is    "));
        assertThat(folder.resolve(".mvn/init-data.properties")).hasContent(record);
    }

    @Test
    void anEditStaysAndTheDifferenceToTheNewFileIsShown() throws IOException {
        initData(TWO_NUMBERS);
        String edited = Files.readString(features).replace("setWithMean(true)", "setWithMean(false)");
        Files.writeString(features, edited);

        List<String> lines = initData(THREE_NUMBERS);

        assertThat(features).hasContent(edited);
        assertThat(lines)
                .contains(
                        "kept     p-features/src/main/java/FeaturePipeline.java, which has been edited; for the new file it"
                                + " would change by:",
                        "changed  p-data/src/main/resources/contracts/raw.sales.json")
                .anyMatch(line -> line.startsWith("-") && line.contains("setWithMean(false)"))
                .anyMatch(line -> line.startsWith("+") && line.contains("\"z\""));
    }

    @Test
    void anEditStaysAThirdTime() throws IOException {
        initData(TWO_NUMBERS);
        Files.writeString(model, Files.readString(model) + "// mine\n");
        initData(THREE_NUMBERS);

        initData(TWO_NUMBERS);

        assertThat(model).content().endsWith("// mine\n");
    }

    @Test
    void otherLineBreaksAreNoEdit() throws IOException {
        initData(TWO_NUMBERS);
        Files.writeString(features, Files.readString(features).replace("{\n", "{\n\n    "));

        assertThat(initData(TWO_NUMBERS)).allMatch(line -> line.startsWith("as is    "));
        assertThat(initData(THREE_NUMBERS)).contains("changed  p-features/src/main/java/FeaturePipeline.java");
        assertThat(features).content().contains("\"z\"");
    }

    private List<String> initData(String text) throws IOException {
        Path file = write("given/sales.csv", text);
        return ProjectData.plan(folder, file, DataFile.of(file, ProfileOptions.label("label")), "")
                .write();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
