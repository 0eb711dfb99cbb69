package dev.lastmile.serving.core.internal.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.contract.InputContract;
import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.check.ServingCheck;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.fixture.TypedModels;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.openinference.OpenInferenceProtocol;
import dev.lastmile.serving.core.internal.predict.PredictProtocol;
import dev.lastmile.serving.core.internal.protocol.ScoringProtocol;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The contract and finite outputs in every protocol, with a real pair of models. */
class ContractCheckTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTRACT = """
            {"type": "struct", "fields": [
              {"name": "active", "type": "boolean", "nullable": false, "metadata": {}},
              {"name": "member", "type": "boolean", "nullable": true, "metadata": {}},
              {"name": "visits", "type": "long", "nullable": true, "metadata": {"min": 0, "max": 100}},
              {"name": "born", "type": "date", "nullable": true, "metadata": {"min": "1900-01-01"}},
              {"name": "due", "type": "date", "nullable": false, "metadata": {}},
              {"name": "seen", "type": "timestamp", "nullable": true, "metadata": {"max": "2100-01-01T00:00:00Z"}},
              {"name": "placed", "type": "timestamp", "nullable": false, "metadata": {}},
              {"name": "rooms", "type": "integer", "nullable": false, "metadata": {"allowed": [1, 2, 3]}}]}
            """;
    private static final String ROW = "{'active': true, 'member': false, 'visits': 7, 'born': '1970-01-02',"
            + " 'due': '1969-12-31', 'seen': '1970-01-01T00:00:00.000002Z', 'placed': '1970-01-01T01:00:00+01:00',"
            + " 'rooms': 3}";
    /** As the columns of the model. */
    private static final Map<String, String> DATATYPES = Map.of(
            "active", "BOOL", "member", "BOOL", "visits", "INT64", "born", "BYTES", "due", "BYTES", "seen", "BYTES",
            "placed", "BYTES", "rooms", "INT32");

    @TempDir
    Path folder;

    private final Champion champion = new Champion();
    private final List<String> counted = new ArrayList<>();
    private Batch logged;
    private final ScoringMetrics metrics = new ScoringMetrics() {
        @Override
        public void scored(Prediction prediction, long nanoseconds) {
            counted.add("scored " + prediction.rows().rows());
            logged = prediction.rows();
        }

        @Override
        public void violated(ChampionPairRef pair, String column, ContractMode mode) {
            counted.add(pair.model() + " " + column + " " + mode);
        }

        @Override
        public void nonFinite(ChampionPairRef pair, String output) {
            counted.add(pair.model() + " " + output);
        }
    };

    @BeforeEach
    void aModelServes() throws IOException {
        serve(CONTRACT);
    }

    @AfterEach
    void theModelIsClosed() {
        champion.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "visits | 101                             | is 101; the rule is max 100.",
                "visits | -1                              | is -1; the rule is min 0.",
                "rooms  | 4                               | is 4; the rule is allowed [1, 2, 3].",
                "born   | `\"1899-12-31\"`                | is 1899-12-31; the rule is min 1900-01-01.",
                "seen   | `\"2100-01-01T00:00:00.001Z\"`  | is 2100-01-01T00:00:00.001Z; the rule is max 2100-01-01T00:00:00Z."
            })
    void aViolationIsRejectedInEveryProtocolWithColumnRowValueAndRule(String column, String value, String message)
            throws IOException {
        ObjectNode row = (ObjectNode) JSON.readTree(ROW.replace('\'', '"'));
        ObjectNode wrong = row.deepCopy();
        wrong.set(column, JSON.readTree(value));

        for (ScoringRequest request : requests(row, wrong)) {
            ScoringProtocol protocol = protocol(request, ContractMode.ENFORCE);
            assertThatThrownBy(() -> protocol.score(request))
                    .as(new String(request.body(), StandardCharsets.UTF_8))
                    .isInstanceOf(RequestRejectedException.class)
                    .hasMessage("Column " + column + ", row 1 (counted from 0), " + message)
                    .extracting("status")
                    .isEqualTo(400);
        }
        assertThat(counted).hasSize(8).containsOnly("same/1 " + column + " ENFORCE");
    }

    @Test
    void whatSatisfiesTheContractIsScoredInEveryProtocol() throws IOException {
        JsonNode row = JSON.readTree(ROW.replace('\'', '"'));

        for (ScoringRequest request : requests(row, row)) {
            assertThat(protocol(request, ContractMode.ENFORCE).score(request).body())
                    .isNotEmpty();
        }
        assertThat(counted).hasSize(8).containsOnly("scored 2");
    }

    @Test
    void aViolationIsCountedAndScoredWhereItIsLogged() throws IOException {
        ScoringRequest request = json("[" + ROW.replace(": 7,", ": 700,") + "]");

        protocol(request, ContractMode.LOG).score(request);
        protocol(request, ContractMode.OFF).score(request);

        assertThat(counted).containsExactly("same/1 visits LOG", "scored 1", "scored 1");
    }

    @Test
    void aPredictionIsLoggedWithItsDatesAsText() throws IOException {
        protocol(json("[" + ROW + "]"), ContractMode.ENFORCE).score(json("[" + ROW + "]"));

        assertThat(((Column.Strings) logged.column("born")).values()).containsExactly("1970-01-02");
        assertThat(((Column.Strings) logged.column("placed")).values()).containsExactly("1970-01-01T00:00:00Z");
        assertThat(((Column.Doubles) logged.column("visits")).values()).containsExactly(7);
    }

    @Test
    void aModelWithoutContractIsServed() throws IOException {
        serve("");
        ScoringRequest request = json("[" + ROW.replace(": 7,", ": 700,") + "]");

        protocol(request, ContractMode.ENFORCE).score(request);

        assertThat(counted).containsExactly("scored 1");
    }

    @Test
    void aNonFiniteOutputIsAnErrorOfTheRowInEveryProtocol() throws IOException {
        ObjectNode row = (ObjectNode) JSON.readTree(ROW.replace('\'', '"'));
        ObjectNode missing = row.deepCopy();
        missing.putNull("visits");

        for (ScoringRequest request : requests(row, missing)) {
            if (request.jsonLength() >= 0) {
                continue; // a binary tensor of integers has no null
            }
            assertThatThrownBy(() -> protocol(request, ContractMode.ENFORCE).score(request))
                    .isInstanceOf(RequestRejectedException.class)
                    .hasMessage("Row 1 (counted from 0) cannot be scored: output prediction of same/1 is NaN."
                            + " Check the row for extreme values.")
                    .extracting("status")
                    .isEqualTo(400);
        }
        assertThat(counted).hasSize(7).containsOnly("same/1 prediction");
    }

    @Test
    void aContractThatDoesNotFitIsNotServedAndNotRegistered() throws IOException {
        Path features = ModelFolders.typedFeatures(folder.resolve("other"), TypedModels.INPUT_TYPES);
        ModelVersionRef ref = new ModelVersionRef("typed", "9", ModelFolders.digest(features));
        ServingCheck.requireFeatures(ref, features);

        Files.writeString(features.resolve(InputContract.FILE), CONTRACT.replace("\"date\"", "\"string\""));
        assertThatThrownBy(() -> ServingCheck.requireFeatures(ref, features))
                .isInstanceOf(ServingException.class)
                .hasMessageContaining("typed/9 has a contract that this version cannot read.");
        Files.writeString(
                features.resolve(InputContract.FILE),
                CONTRACT.replace("\"date\", \"nullable\": false", "\"string\", \"nullable\": false"));
        assertThatThrownBy(() -> ServingCheck.requireFeatures(ref, features))
                .isInstanceOf(ServingException.class)
                .hasMessage("typed/9 takes due as date, and its contract has it as string. Register the model again.");
    }

    private void serve(String contract) throws IOException {
        Path parent = Files.createTempDirectory(folder, "pair");
        Path features = ModelFolders.typedFeatures(parent.resolve("features"), TypedModels.INPUT_TYPES);
        Path model = ModelFolders.typedModel(parent.resolve("model"));
        if (!contract.isEmpty()) {
            Files.writeString(features.resolve(InputContract.FILE), contract);
        }
        ChampionPairRef pair = new ChampionPairRef(
                new ModelVersionRef("same", "1", ModelFolders.digest(model)),
                new ModelVersionRef("typed", "1", ModelFolders.digest(features)));
        ServingCheck.requirePair(pair, features, model);
        champion.serve(ChampionChain.open(pair, ServingScope.CHAIN, features, model), Origin.REGISTRY);
    }

    private ScoringProtocol protocol(ScoringRequest request, ContractMode mode) {
        Predictor predictor = new Predictor(champion, metrics, PredictionLog.off(), 10, mode);
        if (request.model() != null) {
            return new OpenInferenceProtocol(champion, predictor);
        }
        return request.body()[0] == '[' ? new PredictProtocol(predictor) : new MlflowProtocol(predictor);
    }

    private static ScoringRequest json(String body) {
        return ScoringRequest.of("application/json", body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** The same two rows in each form of each protocol. */
    private static List<ScoringRequest> requests(JsonNode first, JsonNode second) throws IOException {
        List<String> names = new ArrayList<>();
        first.fieldNames().forEachRemaining(names::add);
        StringBuilder csv = new StringBuilder(String.join(",", names) + "\n");
        ObjectNode split = JSON.createObjectNode();
        names.forEach(split.putArray("columns")::add);
        ObjectNode inputs = JSON.createObjectNode();
        names.forEach(inputs::putArray);
        for (JsonNode row : List.of(first, second)) {
            var data = split.withArray("data").addArray();
            List<String> fields = new ArrayList<>();
            for (String name : names) {
                data.add(row.get(name));
                fields.add(row.get(name).isNull() ? "" : row.get(name).asText());
                inputs.withArray(name).add(row.get(name));
            }
            csv.append(String.join(",", fields)).append("\n");
        }
        String records = "[" + first + "," + second + "]";
        return List.of(
                json(records),
                json("{\"dataframe_split\": " + split + "}"),
                json("{\"dataframe_records\": " + records + "}"),
                json("{\"instances\": " + records + "}"),
                json("{\"inputs\": " + inputs + "}"),
                ScoringRequest.of("text/csv", csv.toString().getBytes(StandardCharsets.UTF_8)),
                tensors(names, first, second),
                binaryTensors(names, first, second));
    }

    private static ScoringRequest tensors(List<String> names, JsonNode first, JsonNode second) {
        ObjectNode request = JSON.createObjectNode();
        for (String name : names) {
            ObjectNode tensor = request.withArray("inputs").addObject();
            tensor.put("name", name).put("datatype", DATATYPES.get(name));
            tensor.putArray("shape").add(2);
            tensor.putArray("data").add(first.get(name)).add(second.get(name));
        }
        return openInference(request.toString().getBytes(StandardCharsets.UTF_8), -1);
    }

    private static ScoringRequest binaryTensors(List<String> names, JsonNode first, JsonNode second) {
        ObjectNode request = JSON.createObjectNode();
        ByteBuffer data = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (String name : names) {
            int before = data.position();
            for (JsonNode row : List.of(first, second)) {
                switch (DATATYPES.get(name)) {
                    case "BOOL" -> data.put((byte) (row.get(name).asBoolean() ? 1 : 0));
                    case "INT64" -> data.putLong(row.get(name).asLong());
                    case "INT32" -> data.putInt(row.get(name).asInt());
                    default -> {
                        byte[] text = row.get(name).asText().getBytes(StandardCharsets.UTF_8);
                        data.putInt(text.length).put(text);
                    }
                }
            }
            ObjectNode tensor = request.withArray("inputs").addObject();
            tensor.put("name", name).put("datatype", DATATYPES.get(name));
            tensor.putArray("shape").add(2);
            tensor.putObject("parameters").put("binary_data_size", data.position() - before);
        }
        byte[] head = request.toString().getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[head.length + data.position()];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data.array(), 0, body, head.length, data.position());
        return openInference(body, head.length);
    }

    private static ScoringRequest openInference(byte[] body, int jsonLength) {
        return new ScoringRequest(
                "application/json", "same", "", null, null, null, jsonLength, body, RequestMemory.unlimited());
    }
}
