package dev.lastmile.tracking.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The content of {@code MLmodel}, key by key as MLflow writes it. */
final class MlModelYaml {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final String FLAVOURS = "flavors";

    private MlModelYaml() {}

    static ObjectNode model(long size) {
        ObjectNode model = JsonNodeFactory.instance.objectNode();
        model.putObject(FLAVOURS);
        model.put("is_signature_from_type_hint", false);
        model.put("mlflow_version", PythonEnvironment.MLFLOW_VERSION);
        model.putNull("model_id");
        model.put("model_size_bytes", size);
        model.put("model_uuid", UUID.randomUUID().toString().replace("-", ""));
        model.putNull("prompts");
        model.put("type_hint_from_example", false);
        model.put("utc_time_created", LocalDateTime.now(ZoneOffset.UTC).format(TIME));
        return model;
    }

    static void putOnnx(ObjectNode model, String data) {
        ObjectNode onnx = flavours(model).putObject("onnx");
        onnx.putNull("code");
        onnx.put("data", data);
        onnx.putNull("onnx_session_options");
        onnx.put("onnx_version", PythonEnvironment.ONNX_VERSION);
        onnx.putArray("providers").add("CPUExecutionProvider");
        ObjectNode python = flavours(model).putObject("python_function");
        python.put("data", data);
        python.putObject("env").put("conda", PythonEnvironment.CONDA).put("virtualenv", PythonEnvironment.VIRTUALENV);
        python.put("loader_module", "mlflow.onnx");
        python.put("python_version", PythonEnvironment.PYTHON_VERSION);
    }

    static void putSpark(ObjectNode model, String data, String version) {
        ObjectNode spark = flavours(model).putObject("spark");
        spark.putNull("code");
        spark.put("model_class", "pyspark.ml.pipeline.PipelineModel");
        spark.put("model_data", data);
        spark.put("pyspark_version", version);
    }

    static void putSignature(ObjectNode model, Signature signature) {
        ObjectNode json = model.putObject("signature");
        json.put("inputs", SignatureJson.write(signature.inputs()));
        if (signature.outputs().isEmpty()) {
            json.putNull("outputs");
        } else {
            json.put("outputs", SignatureJson.write(signature.outputs()));
        }
        json.putNull("params");
    }

    /** Keys in alphabetical order, as in MLflow. */
    static byte[] bytes(ObjectNode model) throws JsonProcessingException {
        ObjectNode sorted = JsonNodeFactory.instance.objectNode();
        Map<String, JsonNode> keys = new TreeMap<>();
        model.properties().forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
        keys.forEach(sorted::set);
        return YAML.writeValueAsBytes(sorted);
    }

    private static ObjectNode flavours(ObjectNode model) {
        return (ObjectNode) model.path(FLAVOURS);
    }
}
