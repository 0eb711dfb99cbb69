package dev.lastmile.tracking.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxModelFolderTest {
    private static final byte[] GRAPH = {8, 8, 18, 4};
    private static final String EXAMPLE = "{\"columns\": [\"sepal_length\", \"place\"], \"data\": [[5.1, \"Gaspé\"]]}";
    private static final Signature SIGNATURE = new Signature(
            List.of(Field.column("sepal_length", "double"), Field.optionalColumn("place", "string")),
            List.of(Field.tensor("features", "float64", -1, 4), Field.tensor("row_status", "int64", -1)));

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("model");
    }

    @Test
    void theSignatureComesBackAsItWasWritten() {
        MlModel model = OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).write();

        assertThat(model.signature()).isEqualTo(SIGNATURE);
        assertThat(MlModel.read(folder()).signature()).isEqualTo(SIGNATURE);
    }

    @Test
    void theFolderHasWhatPythonLooksFor() throws IOException {
        MlModel model = OnnxModelFolder.at(folder(), GRAPH, SIGNATURE)
                .run("0123456789abcdef0123456789abcdef", "model")
                .inputExample(EXAMPLE)
                .file("parity.json", "{\"passed\": true}")
                .file("reports/empty.txt", "")
                .write();

        try (Stream<Path> files = Files.walk(folder())) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> folder().relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "MLmodel",
                            "conda.yaml",
                            "input_example.json",
                            "model.onnx",
                            "parity.json",
                            "python_env.yaml",
                            "reports/empty.txt",
                            "requirements.txt",
                            "serving_input_example.json");
        }
        assertThat(folder().resolve("model.onnx")).hasBinaryContent(GRAPH);
        assertThat(folder().resolve("parity.json")).hasContent("{\"passed\": true}");
        assertThat(model.flavours()).containsExactly("onnx", "python_function");
        assertThat(model.runId()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(model.mlflowVersion()).isEqualTo("3.17.2");
    }

    @Test
    void everyKeyIsOneOfMlflowsInItsOrder() throws IOException {
        OnnxModelFolder.at(folder(), GRAPH, SIGNATURE)
                .run("r", "model")
                .inputExample(EXAMPLE)
                .write();

        JsonNode yaml = new YAMLMapper().readTree(Files.readAllBytes(folder().resolve("MLmodel")));

        assertThat(yaml.fieldNames())
                .toIterable()
                .containsExactly(
                        "artifact_path",
                        "flavors",
                        "is_signature_from_type_hint",
                        "mlflow_version",
                        "model_id",
                        "model_size_bytes",
                        "model_uuid",
                        "prompts",
                        "run_id",
                        "saved_input_example_info",
                        "signature",
                        "type_hint_from_example",
                        "utc_time_created");
        assertThat(yaml.path("model_uuid").asText()).matches("[0-9a-f]{32}");
        LocalDateTime created = LocalDateTime.parse(
                yaml.path("utc_time_created").asText(), DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS"));
        assertThat(Duration.between(created, LocalDateTime.now(ZoneOffset.UTC)).abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(yaml.at("/signature/inputs").asText())
                .isEqualTo("[{\"name\":\"sepal_length\",\"type\":\"double\",\"required\":true},"
                        + "{\"name\":\"place\",\"type\":\"string\",\"required\":false}]");
    }

    @Test
    void theSizeIsThatOfAllFilesButTheDescription() throws IOException {
        OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).inputExample(EXAMPLE).write();

        long size = 0;
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += file.endsWith("MLmodel") ? 0 : Files.size(file);
            }
        }
        assertThat(new YAMLMapper()
                        .readTree(Files.readAllBytes(folder().resolve("MLmodel")))
                        .path("model_size_bytes")
                        .asLong())
                .isEqualTo(size);
    }

    @Test
    void theInputExampleIsTheRequestToo() throws IOException {
        OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).inputExample(EXAMPLE).write();

        ObjectMapper json = new ObjectMapper();
        JsonNode example = json.readTree(Files.readString(folder().resolve("input_example.json")));
        JsonNode request = json.readTree(Files.readString(folder().resolve("serving_input_example.json")));
        assertThat(example).isEqualTo(json.readTree(EXAMPLE));
        assertThat(request.path("dataframe_split")).isEqualTo(example);
        assertThat(request).hasSize(1);
    }

    @Test
    void aSparkModelIsAFlavourOfTheSameFolder() throws IOException {
        Files.createDirectories(folder().resolve("sparkml/metadata"));

        MlModel model = OnnxModelFolder.at(folder(), GRAPH, SIGNATURE)
                .sparkModel("4.1.0")
                .write();

        assertThat(model.flavours()).containsExactly("onnx", "python_function", "spark");
        assertThat(model.flavourValue("spark", "model_data")).isEqualTo("sparkml");
        assertThat(model.flavourValue("spark", "pyspark_version")).isEqualTo("4.1.0");
        assertThat(model.flavourValue("spark", "model_class")).isEqualTo("pyspark.ml.pipeline.PipelineModel");
        assertThat(folder().resolve("requirements.txt")).content().contains("pyspark==4.1.0\n");
        assertThat(folder().resolve("conda.yaml")).content().contains("  - pyspark==4.1.0\nname: mlflow-env\n");
    }

    @Test
    void aSparkModelThatIsNotThereIsTold() {
        OnnxModelFolder writer = OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).sparkModel("4.1.0");

        assertThatThrownBy(writer::write)
                .isInstanceOf(MlModelException.class)
                .hasMessage("There is no Spark model in " + folder().resolve("sparkml")
                        + ". Save it there first: model.write().save(…)");
        assertThat(folder()).doesNotExist();
    }

    @Test
    void anEmptyGraphIsRejected() {
        assertThatThrownBy(() -> OnnxModelFolder.at(folder(), new byte[0], SIGNATURE))
                .isInstanceOf(MlModelException.class)
                .hasMessage("The ONNX graph for " + folder() + " is empty. Export the model first.");
    }

    @Test
    void anExampleOfOtherColumnsIsRejected() {
        assertThatThrownBy(() -> OnnxModelFolder.at(folder(), GRAPH, SIGNATURE)
                        .inputExample("{\"columns\": [\"sepal_length\"], \"data\": [[5.1]]}"))
                .isInstanceOf(MlModelException.class)
                .hasMessage("The input example for " + folder() + " has [sepal_length], and the signature"
                        + " [sepal_length, place]. Make them the same.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no json", "[]", "{\"columns\": []}", "{\"dataframe_split\": {}}"})
    void anExampleOfAnotherFormIsRejected(String example) {
        assertThatThrownBy(() -> OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).inputExample(example))
                .isInstanceOf(MlModelException.class)
                .hasMessageStartingWith("The input example for " + folder() + " is ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "a/../../x", ""})
    void aFileOutsideTheFolderIsRejected(String path) {
        assertThatThrownBy(() -> OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).file(path, "x"))
                .isInstanceOf(MlModelException.class)
                .hasMessageContaining("would lie outside");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MLmodel", "model.onnx", "a/../model.onnx", "sparkml/x", "requirements.txt"})
    void aFileThatIsAPartOfTheModelIsRejected(String path) {
        assertThatThrownBy(() -> OnnxModelFolder.at(folder(), GRAPH, SIGNATURE).file(path, "x"))
                .isInstanceOf(MlModelException.class)
                .hasMessageContaining("is a part of every model");
    }

    @Test
    void columnsAndTensorsAreNotMixed() {
        assertThatThrownBy(() -> new Signature(
                        List.of(Field.column("a", "double"), Field.tensor("b", "float64", -1)), List.of()))
                .isInstanceOf(MlModelException.class)
                .hasMessageContaining("both columns and tensors");
    }
}
