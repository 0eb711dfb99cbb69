package dev.lastmile.tracking.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Python requirements to load the model, in versions that were tested together.
 *
 * @param sparkVersion empty if the model has no flavour {@code spark}
 */
record PythonEnvironment(String sparkVersion) {
    static final String REQUIREMENTS = "requirements.txt";
    static final String CONDA = "conda.yaml";
    static final String VIRTUALENV = "python_env.yaml";

    static final String MLFLOW_VERSION = "3.17.2";
    static final String ONNX_VERSION = "1.23.2";
    static final String PYTHON_VERSION = "3.11.7";

    private static final String ONNX_RUNTIME_VERSION = "1.32.0";
    private static final String NUMPY_VERSION = "2.4.6";
    private static final String PANDAS_VERSION = "3.1.1";
    private static final String PIP_VERSION = "23.2.1";

    void write(Path folder) throws IOException {
        List<String> requirements = requirements();
        Files.writeString(
                folder.resolve(REQUIREMENTS), requirements.stream().collect(Collectors.joining("\n", "", "\n")));
        Files.writeString(folder.resolve(CONDA), """
                channels:
                - conda-forge
                dependencies:
                - python=%s
                - pip<=%s
                - pip:
                %sname: mlflow-env
                """.formatted(
                        PYTHON_VERSION,
                        PIP_VERSION,
                        requirements.stream().map("  - %s\n"::formatted).collect(Collectors.joining())));
        Files.writeString(folder.resolve(VIRTUALENV), """
                python: %s
                build_dependencies:
                - pip==%s
                - setuptools==65.5.0
                - wheel
                dependencies:
                - -r requirements.txt
                """.formatted(PYTHON_VERSION, PIP_VERSION));
    }

    private List<String> requirements() {
        List<String> requirements = new ArrayList<>(List.of(
                "mlflow==" + MLFLOW_VERSION,
                "numpy==" + NUMPY_VERSION,
                "onnx==" + ONNX_VERSION,
                "onnxruntime==" + ONNX_RUNTIME_VERSION,
                "pandas==" + PANDAS_VERSION));
        if (!sparkVersion.isEmpty()) {
            requirements.add("pyspark==" + sparkVersion);
        }
        return requirements;
    }
}
