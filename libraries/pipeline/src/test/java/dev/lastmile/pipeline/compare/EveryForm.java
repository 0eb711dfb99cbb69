package dev.lastmile.pipeline.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.request.RequestValue;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/** The same rows in every form of every protocol, and the responses as one. */
final class EveryForm {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 1 << 20;

    private final List<String> columns;
    private final List<Row> rows;

    EveryForm(List<String> columns, List<Row> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** Requests of MLflow's protocol, by the name of the form. */
    Map<String, ScoringRequest> mlflow() {
        Map<String, ScoringRequest> requests = new LinkedHashMap<>();
        requests.put("dataframe_split", json(object("dataframe_split", split())));
        requests.put("dataframe_records", json(object("dataframe_records", records())));
        requests.put("instances", json(object("instances", records())));
        ObjectNode inputs = JSON.createObjectNode();
        columns.forEach(column -> inputs.set(column, values(column)));
        requests.put("inputs", json(object("inputs", inputs)));
        requests.put("CSV", ScoringRequest.of("text/csv", csv().getBytes(StandardCharsets.UTF_8)));
        return requests;
    }

    /** The request of {@code /predict}. */
    ScoringRequest predict() {
        return json(records());
    }

    /**
     * The request of the Open Inference Protocol.
     *
     * @param datatypes of the columns
     */
    ScoringRequest tensors(String model, Map<String, String> datatypes) {
        ObjectNode request = JSON.createObjectNode();
        for (String column : columns) {
            tensor(request, column, datatypes).set("data", values(column));
        }
        return openInference(model, request.toString().getBytes(StandardCharsets.UTF_8), -1);
    }

    /** The same with binary data where no value is missing, as binary data have no null. */
    ScoringRequest binaryTensors(String model, Map<String, String> datatypes) {
        ObjectNode request = JSON.createObjectNode();
        ByteBuffer data = ByteBuffer.allocate(LARGEST).order(ByteOrder.LITTLE_ENDIAN);
        for (String column : columns) {
            ObjectNode tensor = tensor(request, column, datatypes);
            if (rows.stream().anyMatch(row -> RequestValue.of(row.getAs(column)) == null)) {
                tensor.set("data", values(column));
                continue;
            }
            int before = data.position();
            rows.forEach(row -> put(data, datatypes.get(column), row.getAs(column)));
            tensor.putObject("parameters").put("binary_data_size", data.position() - before);
        }
        byte[] head = request.toString().getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[head.length + data.position()];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data.array(), 0, body, head.length, data.position());
        return openInference(model, body, head.length);
    }

    private static void put(ByteBuffer data, String datatype, Object value) {
        switch (datatype) {
            case "BOOL" -> data.put((byte) ((Boolean) value ? 1 : 0));
            case "INT64" -> data.putLong(((Number) value).longValue());
            case "INT32" -> data.putInt(((Number) value).intValue());
            case "FP64" -> data.putDouble(((Number) value).doubleValue());
            case "FP32" -> data.putFloat(((Number) value).floatValue());
            default -> {
                byte[] text = RequestValue.of(value).toString().getBytes(StandardCharsets.UTF_8);
                data.putInt(text.length).put(text);
            }
        }
    }

    /** The predictions of a response of MLflow's protocol or of {@code /predict}, in order. */
    static List<JsonNode> predictions(byte[] response) {
        JsonNode tree = read(response);
        List<JsonNode> predictions = new ArrayList<>();
        (tree.isArray() ? tree : tree.path("predictions")).forEach(predictions::add);
        return predictions;
    }

    /** The predictions of a response of the Open Inference Protocol, as records. */
    static List<JsonNode> tensorPredictions(byte[] response) {
        List<JsonNode> predictions = new ArrayList<>();
        for (JsonNode output : read(response).path("outputs")) {
            int rows = output.path("shape").path(0).asInt();
            int width = output.path("shape").path(1).asInt(0);
            for (int row = 0; row < rows; row++) {
                if (predictions.size() == row) {
                    predictions.add(JSON.createObjectNode());
                }
                ObjectNode record = (ObjectNode) predictions.get(row);
                String name = output.path("name").asText();
                if (width == 0) {
                    record.set(name, output.path("data").get(row));
                } else {
                    ArrayNode vector = record.putArray(name);
                    for (int i = 0; i < width; i++) {
                        vector.add(output.path("data").get(row * width + i));
                    }
                }
            }
        }
        return predictions;
    }

    static JsonNode read(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode tensor(ObjectNode request, String column, Map<String, String> datatypes) {
        ObjectNode tensor = request.withArray("inputs").addObject();
        tensor.put("name", column).put("datatype", datatypes.get(column));
        tensor.putArray("shape").add(rows.size());
        return tensor;
    }

    private ObjectNode split() {
        ObjectNode split = JSON.createObjectNode();
        columns.forEach(split.putArray("columns")::add);
        ArrayNode data = split.putArray("data");
        for (Row row : rows) {
            ArrayNode cells = data.addArray();
            columns.forEach(column -> cells.addPOJO(RequestValue.of(row.getAs(column))));
        }
        return split;
    }

    private ArrayNode records() {
        ArrayNode records = JSON.createArrayNode();
        for (Row row : rows) {
            ObjectNode record = records.addObject();
            columns.forEach(column -> record.putPOJO(column, RequestValue.of(row.getAs(column))));
        }
        return records;
    }

    private ArrayNode values(String column) {
        ArrayNode values = JSON.createArrayNode();
        rows.forEach(row -> values.addPOJO(RequestValue.of(row.getAs(column))));
        return values;
    }

    private String csv() {
        StringBuilder csv = new StringBuilder(String.join(",", columns)).append('\n');
        for (Row row : rows) {
            List<String> fields =
                    columns.stream().map(column -> field(row.getAs(column))).toList();
            csv.append(String.join(",", fields)).append('\n');
        }
        return csv.toString();
    }

    /** A value in a line of CSV. */
    static String field(Object value) {
        Object sent = RequestValue.of(value);
        return sent == null ? "" : sent instanceof BigDecimal number ? number.toPlainString() : sent.toString();
    }

    private static ObjectNode object(String name, JsonNode value) {
        return JSON.createObjectNode().set(name, value);
    }

    private static ScoringRequest json(JsonNode body) {
        return ScoringRequest.of("application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ScoringRequest openInference(String model, byte[] body, int jsonLength) {
        return new ScoringRequest(
                "application/json", model, "", null, null, null, jsonLength, body, RequestMemory.unlimited());
    }
}
