package dev.lastmile.pipeline.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.GoldenRows;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.SparkGoldenRows;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.request.RequestValue;
import dev.lastmile.tracking.model.OnnxModelFolder;
import dev.lastmile.tracking.model.Signature;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writes a candidate as an MLflow model into a folder. */
final class CandidateFolder {
    private static final int EXAMPLE_ROWS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CandidateFolder() {}

    static void write(Path folder, String runId, OnnxModel onnx, Dataset<Row> examples, Map<String, byte[]> files) {
        files(folder(folder, runId, onnx, examples), files).write();
    }

    static void write(
            Path folder,
            String runId,
            PipelineModel model,
            OnnxModel onnx,
            Dataset<Row> examples,
            Map<String, byte[]> files) {
        Path spark = folder.resolve(OnnxModelFolder.SPARK_MODEL);
        try {
            model.write().overwrite().save(spark.toUri().toString());
            deleteChecksums(spark);
        } catch (IOException e) {
            throw new StepException("The Spark model cannot be written to " + spark + ": " + e.getMessage(), e);
        }
        files(folder(folder, runId, onnx, examples), files)
                .sparkModel(examples.sparkSession().version())
                .write();
    }

    private static OnnxModelFolder files(OnnxModelFolder folder, Map<String, byte[]> files) {
        files.forEach(folder::file);
        return folder;
    }

    private static OnnxModelFolder folder(Path path, String runId, OnnxModel onnx, Dataset<Row> examples) {
        Signature signature = Signatures.of(onnx, examples.schema());
        OnnxModelFolder folder =
                OnnxModelFolder.at(path, onnx.bytes(), signature).run(runId, ModelRegistry.ARTIFACT);
        List<Row> rows = examples.limit(EXAMPLE_ROWS).collectAsList();
        folder.file(
                GoldenRows.FILE,
                SparkGoldenRows.of(onnx, examples.schema(), rows).json());
        ModelContracts.of(examples.schema(), signature)
                .ifPresent(contract -> folder.file(InputContract.FILE, contract.json()));
        return signature.inputs().get(0).isTensor()
                ? folder.tensorExample(tensors(signature, rows).toString())
                : folder.inputExample(columns(signature, rows).toString());
    }

    private static ObjectNode columns(Signature signature, List<Row> rows) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode names = json.putArray("columns");
        signature.inputs().forEach(field -> names.add(field.name()));
        ArrayNode data = json.putArray("data");
        for (Row row : rows) {
            ArrayNode cells = data.addArray();
            signature.inputs().forEach(field -> cells.addPOJO(RequestValue.of(row.getAs(field.name()))));
        }
        return json;
    }

    private static ObjectNode tensors(Signature signature, List<Row> rows) {
        ObjectNode json = JSON.createObjectNode();
        for (Field field : signature.inputs()) {
            ArrayNode values = json.putArray(field.name());
            for (Row row : rows) {
                Object value = row.getAs(field.name());
                if (value instanceof Vector vector) {
                    ArrayNode numbers = values.addArray();
                    for (double number : vector.toArray()) {
                        numbers.addPOJO(RequestValue.finite(number));
                    }
                } else if (field.shape().size() > 1) {
                    ArrayNode numbers = values.addArray();
                    row.getList(row.fieldIndex(field.name()))
                            .forEach(number -> numbers.addPOJO(RequestValue.finite(number)));
                } else {
                    values.addPOJO(RequestValue.of(value));
                }
            }
        }
        return json;
    }

    // Hadoop's own checksums beside each file; nobody who downloads a model reads them.
    private static void deleteChecksums(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".crc")).toList()) {
                Files.delete(file);
            }
        }
    }
}
