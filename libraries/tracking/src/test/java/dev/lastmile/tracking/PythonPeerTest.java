package dev.lastmile.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.OnnxModelFolder;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that we write, Python loads, and the other way round. Beside the {@code mlflow} program its Python must have
 * onnx, onnxruntime, pandas and pyspark.
 */
@Tag("real-python")
class PythonPeerTest {
    private static final Signature SUM = new Signature(
            List.of(Field.column("a", "double"), Field.column("b", "double")),
            List.of(Field.tensor("sum", "float64", -1)));

    @TempDir
    static Path data;

    private static MlflowServer mlflow;
    private static TrackingClient client;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        mlflow = new MlflowServer(
                System.getenv(RealMlflowTest.VARIABLE),
                data,
                data.resolve("artifacts").toString(),
                Map.of(),
                "--serve-artifacts",
                "--artifacts-destination");
        client = new TrackingClient(TrackingConfig.fromEnvironment(
                Map.of("MLFLOW_TRACKING_URI", mlflow.uri().toString())));
        Files.createDirectory(data.resolve("made"));
        python("make_models.py", data.resolve("made").toString());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (mlflow != null) {
            mlflow.close();
        }
    }

    @Test
    void pythonLoadsEveryFlavourOfAModelThatWeWrite() throws IOException, InterruptedException {
        byte[] onnx = Files.readAllBytes(data.resolve("made/model.onnx"));
        Run run = client.createRun(client.findOrCreateExperiment("java"), "train", Map.of());
        Path folder = Files.createDirectory(data.resolve("java-model"));
        Files.move(data.resolve("made/sparkml"), folder.resolve("sparkml"));
        OnnxModelFolder.at(folder, onnx, SUM)
                .run(run.id(), "model")
                .inputExample("{\"columns\": [\"a\", \"b\"], \"data\": [[1.0, 3.0], [2.0, 4.5]]}")
                .sparkModel("4.1.0")
                .file("parity.json", "{}")
                .write();
        register("made-by-java", run, "model", folder);
        client.setAlias("made-by-java", "champion", "1");
        Path tensors = data.resolve("java-tensors");
        OnnxModelFolder.at(tensors, onnx, new Signature(List.of(Field.tensor("features", "float64", -1, 2)), List.of()))
                .tensorExample("{\"features\": [[1.0, 2.0]]}")
                .write();
        register("tensors-by-java", run, "tensors", tensors);

        assertThat(python("load_models.py"))
                .contains(
                        "inputs [{'type': 'double', 'name': 'a', 'required': True}, {'type': 'double', 'name': 'b',"
                                + " 'required': True}]",
                        "outputs [{'name': 'sum', 'type': 'tensor', 'tensor-spec': {'dtype': 'float64', 'shape':"
                                + " (-1,)}}]",
                        "flavours ['onnx', 'python_function', 'spark']",
                        "example {'index': [0, 1], 'columns': ['a', 'b'], 'data': [[1.0, 3.0], [2.0, 4.5]]}",
                        "onnx [4.0, 6.5]",
                        "pyfunc [4.0, 6.5]",
                        "spark [[1.0, 3.0], [2.0, 4.5]]",
                        "enforced True",
                        "tensors {'features': [[1.0, 2.0]]}",
                        "tensor input [{'name': 'features', 'type': 'tensor', 'tensor-spec': {'dtype': 'float64',"
                                + " 'shape': (-1, 2)}}]");
    }

    @Test
    void weReadAModelThatPythonLogs() {
        ModelVersion version = client.modelVersions("made-by-python").get(0);
        client.downloadModel(version, data.resolve("python-model"));

        MlModel model = MlModel.read(data.resolve("python-model"));

        assertThat(version.source()).startsWith("models:/m-");
        assertThat(model.signature()).isEqualTo(SUM);
        assertThat(model.flavours()).containsExactly("onnx", "python_function");
        assertThat(model.flavourValue("onnx", "data")).isEqualTo("model.onnx");
        assertThat(client.downloadModelFile(version, "model.onnx")).isNotEmpty();
        assertThat(client.run(version.runId()).status()).isEqualTo(RunStatus.FINISHED);
    }

    private static void register(String name, Run run, String path, Path folder) {
        client.uploadArtifacts(run.id(), path, folder, (file, done, total) -> {});
        client.findOrCreateRegisteredModel(name);
        client.createModelVersion(name, run.id(), path, Map.of());
    }

    /** The lines that a script prints. */
    private static List<String> python(String script, String... arguments) throws IOException, InterruptedException {
        Path file = data.resolve(script);
        try (InputStream in = PythonPeerTest.class.getResourceAsStream(script)) {
            Files.copy(in, file);
        }
        Path python = Path.of(System.getenv(RealMlflowTest.VARIABLE)).resolveSibling("python");
        ProcessBuilder builder = new ProcessBuilder(python.toString(), file.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("MLFLOW_TRACKING_URI", mlflow.uri().toString());
        builder.environment().put("PYSPARK_PYTHON", python.toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Path errors = data.resolve(script + ".log");
        Process process =
                builder.directory(data.toFile()).redirectError(errors.toFile()).start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        assertThat(process.waitFor()).as(() -> read(errors)).isZero();
        return lines;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
