package dev.lastmile.it.archetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A project that is generated from a data file, and files of which none is. */
class DataProjectIT {
    private static final String RESOURCES = "churn-data/src/main/resources/";

    @TempDir
    Path temporary;

    private Path output;

    @BeforeEach
    void aFolder() throws IOException {
        output = Files.createDirectory(temporary.resolve("my projects"));
    }

    private Path generate(Path file, String... options) {
        Map<String, String> answers = DataFiles.churn(file, "churned");
        for (int i = 0; i < options.length; i += 2) {
            answers.put(options[i], options[i + 1]);
        }
        return Archetype.built().generate(output, answers);
    }

    @Test
    void theDatasetIsTheFileAndNothingSpeaksOfIris() throws IOException {
        Path file = DataFiles.customers(temporary.resolve("customers.csv"), 300);

        Path project = generate(file, "key", "customer_id");

        Expected.matches("data-project/tree.txt", Tree.listing(project));
        assertThat(project.resolve(RESOURCES + "raw/customers.csv")).hasSameBinaryContentAs(file);
        assertThat(project.resolve(RESOURCES + "dataset.properties"))
                .content()
                .contains("dataset=customers\n", "task=classification\n", "file=/raw/customers.csv\n")
                .doesNotContain("row-id");
        assertThat(project.resolve(RESOURCES + "contracts/raw.customers.json"))
                .content()
                .contains("\"customer_id\"", "\"key\"", "\"label\"");
        assertThat(project.resolve("churn-features/src/main/java/com/acme/churn/features/FeaturePipeline.java"))
                .content()
                .startsWith("package com.acme.churn.features;\n")
                .contains("\"plan\"", "mail: ");
        assertThat(project.resolve("docs/src/tutorial.adoc")).isRegularFile();
        assertThat(project.resolve("README.md"))
                .content()
                .contains("Its dataset is `customers`;", "{\"dataframe_records\": [{\"plan\": \"", "\"months\": ")
                .doesNotContain("@example.org", "C10");
        List<String> iris = new ArrayList<>();
        // The first is about models of older projects, the second about any names.
        Tree.texts(project)
                .forEach((path, text) -> text.lines()
                        .filter(line -> line.matches("(?i).*(\\biris|raw\\.iris|sepal|setosa|flower).*"))
                        .filter(line -> !path.matches("docs/src/(update|raw-files|make-it-yours)\\.adoc"))
                        .forEach(line -> iris.add(path + ": " + line)));
        assertThat(iris).isEmpty();
        assertThat(Tree.paths(project)).noneMatch(path -> path.contains("iris"));
    }

    @Test
    void withoutAFileItIsIrisAndNothingIsRecorded() throws IOException {
        Path project = Archetype.built().generate(output, Archetype.CHURN);

        assertThat(project.resolve(RESOURCES + "raw/iris.data")).isRegularFile();
        assertThat(project.resolve(".mvn/init-data.properties")).doesNotExist();
    }

    @Test
    void theDatasetHasTheNameThatWasGiven() throws IOException {
        Path project = generate(DataFiles.customers(temporary.resolve("2024 export.csv"), 100), "dataset", "clients");

        assertThat(project.resolve(RESOURCES + "contracts/raw.clients.json")).isRegularFile();
        assertThat(project.resolve("Makefile")).content().contains("--dataset=interim.clients_features");
    }

    @Test
    void aLargeFileStaysWhereItIsAndTheTestsHaveASample() throws IOException {
        Path file = DataFiles.customers(temporary.resolve("customers.csv"), 40_000);

        Path project = generate(file);

        assertThat(project.resolve(RESOURCES + "dataset.properties"))
                .content()
                .contains("location=" + file + "\n", "sha256=" + ProjectUpdate.sha256(file));
        assertThat(Files.readAllLines(project.resolve("churn-data/src/test/resources/raw/sample.txt")))
                .hasSize(1001);
        assertThat(project.resolve(RESOURCES + "raw/customers.csv")).doesNotExist();
    }

    @Test
    void aLabelThatIsMissingOrUnknownNamesTheColumns() throws IOException {
        Path file = DataFiles.customers(temporary.resolve("customers.csv"), 100);

        rejected(file, "label", "churn")
                .contains("customers.csv has no column 'churn' for the label.", "columns are: churned, ");
        rejected(file, "label", "").startsWith("Name the column of customers.csv that is the label with -Dlabel=…");
        assertThatThrownBy(() ->
                        Archetype.built().generate(output, answersWithout(DataFiles.churn(file, "churned"), "data")))
                .hasMessageContaining("-Ddata, the file, is missing");
    }

    @Test
    void aFileThatDoesNotExistIsNamed() {
        rejected(temporary.resolve("none.csv")).endsWith("none.csv does not exist. Check the path.");
        rejected(temporary).endsWith(" is a folder. Give one file.");
    }

    @Test
    void aLabelWithOneValueOrNoneCannotBePredicted() throws IOException {
        rejected(written("x,churned", 100, i -> i % 7 + ",yes"))
                .contains("has one value, yes, in all rows", "choose another column with -Dlabel=…");
        rejected(written("x,churned", 100, i -> i % 7 + ",")).contains("churned", "has no value in any row");
    }

    @Test
    void anEmptyFileAndOneRowAreNoDataset() throws IOException {
        rejected(Files.writeString(temporary.resolve("empty.csv"), "")).startsWith("empty.csv is empty.");
        rejected(written("x,churned", 1, i -> "1,yes")).contains("has 1 row. Give a file with at least two rows");
    }

    @Test
    void twentyThousandColumnsAndDuplicateHeadersAreRejected() throws IOException {
        String header = IntStream.range(0, 20_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        String row = IntStream.range(0, 20_000).mapToObj(String::valueOf).collect(Collectors.joining(","));

        rejected(written(header + ",churned", 20, i -> row + ",yes")).contains("has 20001 columns; at most 2000");
        rejected(written("x,x,churned", 20, i -> "1,2,yes")).contains("has the column x more than once in its header");
    }

    @Test
    void filesOfOtherFormatsHaveTheirRemedy() throws IOException {
        rejected(Files.write(temporary.resolve("a.bin"), new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 3, 0}))
                .contains("a.bin is a binary file, not text");
        rejected(Files.write(temporary.resolve("a.parquet"), "PAR1....PAR1".getBytes(StandardCharsets.UTF_8)))
                .contains("is a Parquet file. Write it as CSV", "pandas.read_parquet('a.parquet')");
        rejected(Files.write(temporary.resolve("a.xlsx"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0}))
                .contains("is a spreadsheet. Save the sheet");
    }

    @Test
    void optionsThatDoNotFitAreRejectedWithTheirNames() throws IOException {
        Path file = DataFiles.customers(temporary.resolve("customers.csv"), 100);

        rejected(file, "key", "plan").contains("The key plan is not different in every row", "-Dkey=…");
        rejected(file, "time", "months").contains("The time column months", "-Dtime=…");
        rejected(file, "task", "regression").contains("-Dtask=regression needs numbers");
        rejected(file, "task", "ranking").contains("-Dtask is ranking. Write classification or regression.");
        rejected(file, "dataset", "My data").contains("cannot have the name 'My data'", "Give -Ddataset=");
    }

    /** One message of one paragraph, and nothing in the folder. */
    private AbstractStringAssert<?> rejected(Path file, String... options) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(() -> generate(file, options)).satisfies(exception -> thrown[0] = exception.getCause());

        assertThat(thrown[0].getClass().getSimpleName()).isEqualTo("RejectedException");
        assertThat(output).isEmptyDirectory();
        return assertThat(thrown[0].getMessage()).doesNotContain("\n");
    }

    private Path written(String header, int rows, IntFunction<String> line) throws IOException {
        return DataFiles.write(temporary.resolve("data.csv"), header, rows, line);
    }

    private static Map<String, String> answersWithout(Map<String, String> answers, String key) {
        answers.remove(key);
        return answers;
    }
}
