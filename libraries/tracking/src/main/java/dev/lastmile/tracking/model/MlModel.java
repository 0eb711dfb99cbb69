package dev.lastmile.tracking.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The {@code MLmodel} file of a model folder.
 *
 * <p>Reads what MLflow 1 to 3 writes, of any flavour.
 */
public final class MlModel {
    /** The file's name in a model folder. */
    public static final String FILE = "MLmodel";

    private static final YAMLMapper YAML = new YAMLMapper();

    private final Path file;
    private final JsonNode content;

    private MlModel(Path file, JsonNode content) {
        this.file = file;
        this.content = content;
    }

    /**
     * @param folder with a file {@code MLmodel}
     * @throws MlModelException if it does not exist or cannot be read
     */
    public static MlModel read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new MlModelException("There is no file " + file + ", so " + folder + " is no MLflow model.");
        }
        try {
            JsonNode content = YAML.readTree(Files.readAllBytes(file));
            if (content == null || !content.path("flavors").isObject()) {
                throw new MlModelException(file + " names no flavours, so it describes no MLflow model.");
            }
            return new MlModel(file, content);
        } catch (IOException e) {
            throw new MlModelException(
                    file + " cannot be read: " + e.getMessage().replaceAll("\\s+", " ") + ".", e);
        }
    }

    /**
     * The inputs and outputs of the model.
     *
     * @throws MlModelException if it was saved without a signature
     */
    public Signature signature() {
        JsonNode signature = content.path("signature");
        if (!signature.path("inputs").isTextual()) {
            throw new MlModelException(file + " has no signature with inputs. Save the model with one.");
        }
        return new Signature(fields(signature, "inputs"), fields(signature, "outputs"));
    }

    /** The names of the model's flavours, such as {@code onnx}. */
    public Set<String> flavours() {
        Set<String> names = new TreeSet<>();
        content.path("flavors").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A value of a flavour, such as {@code data}; empty without one. */
    public String flavourValue(String flavour, String key) {
        return content.path("flavors").path(flavour).path(key).asText("");
    }

    /** The version of MLflow that wrote the model, or whose format it has; empty if not stated. */
    public String mlflowVersion() {
        return content.path("mlflow_version").asText("");
    }

    /** The id of the run that created the model; empty if not stated. */
    public String runId() {
        return content.path("run_id").asText("");
    }

    private List<Field> fields(JsonNode signature, String which) {
        JsonNode text = signature.path(which);
        return text.isTextual() ? SignatureJson.read(text.asText(), file + ", signature, " + which) : List.of();
    }
}
