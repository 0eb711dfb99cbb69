package dev.lastmile.serving.core.internal.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.fixture.IrisModels;
import dev.lastmile.serving.core.fixture.ModelFolders;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.serving.core.internal.protocol.ScoringResponse;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with a real pair of models. */
class OpenInferenceProtocolTest {
    private static final double[] FLOWER = {5.1, 3.5, 1.4, 0.2};
    private static final String DIGEST = "sha256:" + "0".repeat(64);
    private static final String LENGTH = "Inference-Header-Content-Length";

    @TempDir
    Path folder;

    private final Champion champion = new Champion();
    private final OpenInferenceProtocol protocol = new OpenInferenceProtocol(
            champion,
            new Predictor(champion, (prediction, nanoseconds) -> {}, PredictionLog.off(), 10, ContractMode.ENFORCE));

    @BeforeEach
    void aModelServes() {
        ChampionPairRef pair = new ChampionPairRef(
                new ModelVersionRef("iris-classifier", "3", DIGEST), new ModelVersionRef("iris-features", "2", DIGEST));
        champion.serve(
                ChampionChain.open(
                        pair,
                        ServingScope.CHAIN,
                        ModelFolders.features(folder.resolve("features")),
                        ModelFolders.classifier(folder.resolve("classifier"))),
                Origin.REGISTRY);
    }

    @AfterEach
    void theModelIsClosed() {
        champion.close();
    }

    @Test
    void valuesAndOutputsMayBeBinary() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(4 * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        data.asDoubleBuffer().put(FLOWER);
        String json = "{'id': 'r-1', 'parameters': {'binary_data_output': true}, 'inputs': "
                + tensors("'parameters': {'binary_data_size': 8}") + ", 'outputs': [{'name': 'probability'},"
                + " {'name': 'prediction', 'parameters': {'binary_data': false}}]}";

        ScoringResponse response = score(json, data.array(), json.length());

        int length = Integer.parseInt(response.headers().get(LENGTH));
        JsonNode head = new ObjectMapper().readTree(response.body(), 0, length);
        assertThat(response.contentType()).isEqualTo("application/octet-stream");
        assertThat(head.at("/id").asText()).isEqualTo("r-1");
        assertThat(head.at("/outputs/0/parameters/binary_data_size").asInt()).isEqualTo(3 * Double.BYTES);
        assertThat(head.at("/outputs/0/data").isMissingNode()).isTrue();
        assertThat(head.at("/outputs/1/data/0").asText()).isEqualTo(IrisModels.prediction(FLOWER));
        ByteBuffer values = ByteBuffer.wrap(response.body(), length, response.body().length - length)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double probability : IrisModels.probabilities(FLOWER)) {
            assertThat(values.getDouble()).isCloseTo(probability, within(1e-12));
        }
        assertThat(values.hasRemaining()).isFalse();
    }

    @Test
    void noRowsHaveEmptyBinaryOutputs() throws IOException {
        String json = "{'parameters': {'binary_data_output': true}, 'inputs': "
                + tensors("'parameters': {'binary_data_size': 0}, 'data': null").replace("[1]", "[0]") + "}";

        ScoringResponse response = score(json, new byte[0], -1);

        JsonNode head = new ObjectMapper().readTree(response.body());
        assertThat(response.headers()).containsEntry(LENGTH, Integer.toString(response.body().length));
        assertThat(head.at("/outputs/1/shape")).hasToString("[0,3]");
        assertThat(head.at("/outputs/1/parameters/binary_data_size").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000_000, Integer.MAX_VALUE})
    void theStatedLengthIsThatOfTheJson(int length) {
        assertThatThrownBy(() -> score("{'inputs': []}", new byte[0], length))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("The header Inference-Header-Content-Length is " + length
                        + ", and the body has 14 bytes. Send" + " the length of the JSON that the body begins with.");
    }

    @Test
    void aLengthWithinTheJsonIsInvalid() {
        assertThatThrownBy(() -> score("{'inputs': []}", new byte[0], 5))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("The request is not valid JSON");
    }

    @Test
    void halfOfASurrogatePairInTheIdIsRejectedAndEveryErrorIsUnicode() {
        assertThatThrownBy(() -> score("{'id': '\\ud800', 'inputs': " + tensors("'data': [1]") + "}", new byte[0], -1))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageStartingWith("id has half of a surrogate pair");
        assertThatThrownBy(() -> score(
                        "{'inputs': " + tensors("'data': [1]") + ", 'outputs': [{'name': '\\ud800'}]}",
                        new byte[0],
                        -1))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        e -> assertThat(new String(protocol.error(e), StandardCharsets.UTF_8))
                                .isEqualTo(
                                        "{\"error\":\"The model has no output ?; it has [prediction, probability].\"}"));
    }

    private ScoringResponse score(String json, byte[] data, int jsonLength) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        body.writeBytes(data);
        return protocol.score(new ScoringRequest(
                null,
                "iris-classifier",
                "",
                null,
                null,
                null,
                jsonLength,
                body.toByteArray(),
                RequestMemory.unlimited()));
    }

    private static String tensors(String values) {
        return IrisModels.COLUMNS.stream()
                .map(name -> "{'name': '" + name + "', 'shape': [1], 'datatype': 'FP64', " + values + "}")
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
