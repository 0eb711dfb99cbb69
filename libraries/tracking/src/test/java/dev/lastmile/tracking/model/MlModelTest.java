package dev.lastmile.tracking.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MlModelTest {
    /** As {@code mlflow.onnx.save_model} of MLflow 3.17.2 writes it. */
    private static final String PYTHON = """
            flavors:
              onnx:
                code: null
                data: model.onnx
                onnx_session_options: null
                onnx_version: 1.23.2
                providers:
                - CUDAExecutionProvider
                - CPUExecutionProvider
              python_function:
                data: model.onnx
                env:
                  conda: conda.yaml
                  virtualenv: python_env.yaml
                loader_module: mlflow.onnx
                python_version: 3.11.7
            is_signature_from_type_hint: false
            mlflow_version: 3.17.2
            model_id: null
            model_size_bytes: 323
            model_uuid: ba217e59ec964034b68ac665a5896250
            prompts: null
            run_id: 0123456789abcdef0123456789abcdef
            saved_input_example_info:
              artifact_path: input_example.json
              pandas_orient: split
              serving_input_path: serving_input_example.json
              type: dataframe
            signature:
              inputs: '[{"type": "double", "name": "sepal_length", "required": true}, {"type": "long",
                "name": "petals", "required": false}, {"type": "string", "name": "place"}]'
              outputs: '[{"name": "features", "type": "tensor", "tensor-spec": {"dtype": "float64",
                "shape": [-1, 4]}}]'
              params: null
            type_hint_from_example: false
            utc_time_created: '2026-11-24 15:00:58.189489'
            """;

    @TempDir
    Path folder;

    @Test
    void readsWhatPythonWrites() throws IOException {
        Files.writeString(folder.resolve("MLmodel"), PYTHON);

        MlModel model = MlModel.read(folder);

        assertThat(model.signature().inputs())
                .containsExactly(
                        Field.column("sepal_length", "double"),
                        Field.optionalColumn("petals", "long"),
                        Field.column("place", "string"));
        assertThat(model.signature().outputs()).containsExactly(Field.tensor("features", "float64", -1, 4));
        assertThat(model.flavours()).containsExactly("onnx", "python_function");
        assertThat(model.flavourValue("python_function", "loader_module")).isEqualTo("mlflow.onnx");
        assertThat(model.mlflowVersion()).isEqualTo("3.17.2");
        assertThat(model.runId()).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    @Test
    void readsATensorWithoutAName() throws IOException {
        Files.writeString(folder.resolve("MLmodel"), """
                flavors: {onnx: {data: model.onnx}}
                signature:
                  inputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 4]}}]'
                  outputs: null
                """);

        assertThat(MlModel.read(folder).signature())
                .isEqualTo(new Signature(List.of(Field.tensor("", "float32", -1, 4)), List.of()));
    }

    @Test
    void aFolderWithoutTheFileIsNoModel() {
        assertThatThrownBy(() -> MlModel.read(folder))
                .isInstanceOf(MlModelException.class)
                .hasMessage(
                        "There is no file " + folder.resolve("MLmodel") + ", so " + folder + " is no MLflow model.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "flavors: [unclosed | cannot be read",
                "'' | names no flavours",
                "just text | names no flavours",
                "flavors: onnx | names no flavours"
            })
    void aFileThatIsNoMlModelIsToldInOneLine(String content, String reason) throws IOException {
        Files.writeString(folder.resolve("MLmodel"), content);

        assertThatThrownBy(() -> MlModel.read(folder))
                .isInstanceOf(MlModelException.class)
                .hasMessageStartingWith(folder.resolve("MLmodel") + " " + reason)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "null | has no signature with inputs",
                "{inputs: null} | has no signature with inputs",
                "{inputs: 'no json'} | signature, inputs is no JSON",
                "{inputs: '{}'} | signature, inputs is no list of fields",
                "{inputs: '[{\"name\": \"a\"}]'} | signature, inputs has a field without a type",
                "{inputs: '[{\"type\": \"long\", \"name\": \"a\"}, {\"type\": \"long\", \"name\": \"a\"}]'}"
                        + " | two fields of the name 'a'"
            })
    void aSignatureThatCannotBeReadIsTold(String signature, String reason) throws IOException {
        Files.writeString(folder.resolve("MLmodel"), "flavors: {onnx: {}}\nsignature: " + signature + "\n");

        assertThatThrownBy(() -> MlModel.read(folder).signature())
                .isInstanceOf(MlModelException.class)
                .hasMessageContaining(reason);
    }
}
