package dev.lastmile.tracking.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a whole MLflow model around an ONNX graph, as {@code mlflow.onnx.save_model} of MLflow 3 does: flavours {@code
 * onnx} and {@code python_function}, signature, input example, Python requirements.
 *
 * <p>With {@link #sparkModel} the folder has the flavour {@code spark}, too, and Python can load either of them:
 * {@code mlflow.onnx.load_model} or {@code mlflow.spark.load_model}.
 *
 * <p>Single use; not thread-safe.
 */
public final class OnnxModelFolder {
    /** The graph's file in the folder. */
    public static final String MODEL = "model.onnx";
    /** The merged graph of features and model, in the folder of a model that was trained on features. */
    public static final String CHAIN = "chain.onnx";
    /** The folder, below the model's, that Spark ML's own {@code save} writes to. */
    public static final String SPARK_MODEL = "sparkml";

    private static final Set<String> RESERVED = Set.of(
            MlModel.FILE,
            MODEL,
            CHAIN,
            SPARK_MODEL,
            InputExample.FILE,
            InputExample.SERVING_FILE,
            PythonEnvironment.REQUIREMENTS,
            PythonEnvironment.CONDA,
            PythonEnvironment.VIRTUALENV);

    private final Path folder;
    private final byte[] onnx;
    private final Signature signature;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private InputExample example;
    private String runId = "";
    private String artifactPath = "";
    private String sparkVersion = "";

    private OnnxModelFolder(Path folder, byte[] onnx, Signature signature) {
        this.folder = folder;
        this.onnx = onnx;
        this.signature = signature;
    }

    /**
     * @param folder is created if it does not exist; may contain {@link #SPARK_MODEL} already
     * @param onnx the graph
     * @param signature inputs and outputs of the graph
     */
    public static OnnxModelFolder at(Path folder, byte[] onnx, Signature signature) {
        if (onnx.length == 0) {
            throw new MlModelException("The ONNX graph for " + folder + " is empty. Export the model first.");
        }
        return new OnnxModelFolder(folder, onnx, signature);
    }

    /**
     * Sets the run that the model belongs to.
     *
     * @param artifactPath its path among the run's artifacts, such as {@code model}
     */
    public OnnxModelFolder run(String runId, String artifactPath) {
        this.runId = runId;
        this.artifactPath = artifactPath;
        return this;
    }

    /**
     * Sets example rows, for a signature of columns.
     *
     * @param json {@code {"columns": […], "data": [[…]]}}
     * @throws MlModelException if it does not have that format, or has other columns than the signature
     */
    public OnnxModelFolder inputExample(String json) {
        JsonNode split = parse(json);
        if (!split.path("columns").isArray() || !split.path("data").isArray()) {
            throw new MlModelException("The input example for " + folder
                    + " is not of the form {\"columns\": […], \"data\": [[…]]}. Write it so.");
        }
        List<String> columns = new ArrayList<>();
        split.path("columns").forEach(column -> columns.add(column.asText()));
        requireInputs(columns);
        example = InputExample.dataframe(split);
        return this;
    }

    /**
     * Sets example tensors, for a signature of tensors.
     *
     * @param json by name: {@code {"features": [[…]]}}
     * @throws MlModelException if it does not have that format, or has other names than the signature
     */
    public OnnxModelFolder tensorExample(String json) {
        JsonNode tensors = parse(json);
        if (!tensors.isObject()) {
            throw new MlModelException(
                    "The input example for " + folder + " is not of the form {\"name\": [[…]]}. Write it so.");
        }
        List<String> names = new ArrayList<>();
        tensors.fieldNames().forEachRemaining(names::add);
        requireInputs(names);
        example = InputExample.tensors(tensors);
        return this;
    }

    /**
     * Adds the flavour {@code spark}, for a pipeline model that Spark ML's own {@code save} writes to {@link #SPARK_MODEL}
     * in the folder before {@link #write}.
     *
     * @param version of Spark, such as {@code 4.1.0}; Python gets the same PySpark
     */
    public OnnxModelFolder sparkModel(String version) {
        this.sparkVersion = version;
        return this;
    }

    /**
     * Adds another file.
     *
     * @param path below the folder
     * @throws MlModelException if it would leave the folder, or overwrite a part of the model
     */
    public OnnxModelFolder file(String path, byte[] content) {
        Path target = folder.resolve(path).normalize();
        if (!target.startsWith(folder.normalize()) || target.equals(folder.normalize())) {
            throw new MlModelException(
                    "The file '" + path + "' would lie outside " + folder + ". Use a path below it.");
        }
        if (RESERVED.contains(folder.normalize().relativize(target).getName(0).toString())) {
            throw new MlModelException("The file '" + path + "' is a part of every model. Use another name.");
        }
        files.put(path, content.clone());
        return this;
    }

    /** Adds a text file in UTF-8; see {@link #file(String, byte[])}. */
    public OnnxModelFolder file(String path, String text) {
        return file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the files, {@code MLmodel} last.
     *
     * @throws MlModelException if the Spark model does not exist, or the folder cannot be written
     */
    public MlModel write() {
        Path spark = folder.resolve(SPARK_MODEL);
        if (!sparkVersion.isEmpty() && !Files.isDirectory(spark.resolve("metadata"))) {
            throw new MlModelException(
                    "There is no Spark model in " + spark + ". Save it there first: model.write().save(…)");
        }
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(MODEL), onnx);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
            if (example != null) {
                example.write(folder);
            }
            new PythonEnvironment(sparkVersion).write(folder);
            Files.write(folder.resolve(MlModel.FILE), MlModelYaml.bytes(content()));
        } catch (IOException e) {
            throw new MlModelException("The model folder " + folder + " cannot be written: " + e, e);
        }
        return MlModel.read(folder);
    }

    private ObjectNode content() throws IOException {
        ObjectNode content = MlModelYaml.model(totalSize());
        if (!runId.isEmpty()) {
            content.put("run_id", runId);
            content.put("artifact_path", artifactPath);
        }
        MlModelYaml.putOnnx(content, MODEL);
        if (!sparkVersion.isEmpty()) {
            MlModelYaml.putSpark(content, SPARK_MODEL, sparkVersion);
        }
        MlModelYaml.putSignature(content, signature);
        if (example != null) {
            content.set("saved_input_example_info", example.info());
        }
        return content;
    }

    private long totalSize() throws IOException {
        long size = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    private JsonNode parse(String json) {
        try {
            return SignatureJson.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MlModelException(
                    "The input example for " + folder + " is no JSON: " + e.getOriginalMessage() + ".", e);
        }
    }

    private void requireInputs(List<String> names) {
        List<String> inputs = signature.inputs().stream().map(Field::name).toList();
        if (!Set.copyOf(names).equals(Set.copyOf(inputs))) {
            throw new MlModelException("The input example for " + folder + " has " + names + ", and the signature "
                    + inputs + ". Make them the same.");
        }
    }
}
