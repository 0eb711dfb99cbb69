package dev.lastmile.pipeline.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.fixture.EveryType;
import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.mlflow.MlflowProtocol;
import dev.lastmile.serving.core.internal.openinference.OpenInferenceProtocol;
import dev.lastmile.serving.core.internal.predict.PredictProtocol;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.core.internal.prediction.Predictor;
import dev.lastmile.serving.core.internal.prediction.ScoringRequest;
import dev.lastmile.tracking.model.MlModel;
import dev.lastmile.tracking.model.ServingScope;
import dev.lastmile.tracking.model.Signature.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A column of every type, nullable or not, in every form of a request, in the model's example and in its signature. With
 * {@code -Dexpected.write=true} the page's table is written and not compared.
 */
class TypeTableTest {
    private static final Path TABLE = Path.of("../../docs/src/_request-types.adoc");
    /** A request's, where each nullable column is null in some. */
    private static final int ROWS = 63;

    @TempDir
    static Path folder;

    private static final Champion CHAMPION = new Champion();
    private static EveryPair pair;
    private static List<String> columns;
    private static Map<String, String> datatypes;
    private static List<Row> rows;
    private static MlflowProtocol mlflow;
    private static PredictProtocol predict;
    private static OpenInferenceProtocol openInference;

    @BeforeAll
    static void theServiceHasTheModel() throws IOException {
        pair = EveryPair.train(folder);
        CHAMPION.serve(
                ChampionChain.open(pair.ref(), ServingScope.CHAIN, pair.featuresFolder(), pair.modelFolder()),
                Origin.REGISTRY);
        Predictor predictor = new Predictor(
                CHAMPION, (prediction, nanoseconds) -> {}, PredictionLog.off(), 10_000, ContractMode.ENFORCE);
        mlflow = new MlflowProtocol(predictor);
        predict = new PredictProtocol(predictor);
        openInference = new OpenInferenceProtocol(CHAMPION, predictor);
        columns = pair.contract().columns().stream().map(ContractColumn::name).toList();
        datatypes = new LinkedHashMap<>();
        EveryForm.read(openInference.metadata("every", ""))
                .path("inputs")
                .forEach(input -> datatypes.put(
                        input.path("name").asText(), input.path("datatype").asText()));
        Dataset<Row> scored = OnnxTransformation.of(pair.features())
                .then(pair.model())
                .withContract(pair.contract())
                .withFiniteOutputs("every/2")
                .withArrays()
                .apply(EveryType.valid(1_000).filter("nb is not null"));
        rows = scored.orderBy("id").limit(ROWS).collectAsList();
    }

    @AfterAll
    static void close() {
        CHAMPION.close();
    }

    @Test
    void everyColumnHasAValueAndEveryNullableOneIsNullSomewhere() {
        assertThat(columns).hasSize(19);
        for (ContractColumn column : pair.contract().columns()) {
            assertThat(rows).as(column.name()).anyMatch(row -> row.getAs(column.name()) != null);
            assertThat(rows.stream().anyMatch(row -> row.getAs(column.name()) == null))
                    .as(column.name())
                    .isEqualTo(column.nullable() && !column.name().equals("nb"));
        }
    }

    @Test
    void everyFormOfARequestGetsWhatBatchScoringPredicts() {
        EveryForm form = new EveryForm(columns, rows);

        form.mlflow()
                .forEach((name, request) -> assertPredictions(
                        name, EveryForm.predictions(mlflow.score(request).body())));
        assertPredictions(
                "/predict", EveryForm.predictions(predict.score(form.predict()).body()));
        assertPredictions(
                "tensors",
                EveryForm.tensorPredictions(
                        openInference.score(form.tensors("every", datatypes)).body()));
        assertPredictions(
                "binary tensors",
                EveryForm.tensorPredictions(openInference
                        .score(form.binaryTensors("every", datatypes))
                        .body()));
    }

    @Test
    void theModelsOwnExampleIsARequest() throws IOException {
        byte[] example = Files.readAllBytes(pair.featuresFolder().resolve("serving_input_example.json"));

        byte[] response =
                mlflow.score(ScoringRequest.of("application/json", example)).body();

        assertThat(EveryForm.predictions(response))
                .hasSize(3)
                .allSatisfy(prediction ->
                        assertThat(prediction.path("prediction").isNumber()).isTrue());
    }

    @Test
    void theTableOfTheDocumentationIsThatOfTheRequests() throws IOException {
        String table = table();
        if (Boolean.getBoolean("expected.write")) {
            Files.writeString(TABLE, table);
        }
        assertThat(TABLE).as("make update-expected writes it again").hasContent(table);
    }

    private static void assertPredictions(String form, List<JsonNode> predictions) {
        assertThat(predictions).as(form).hasSize(ROWS);
        RowComparison comparison = new RowComparison(BatchRealtimeComparison.TOLERANCE, List.of("id"));
        for (int i = 0; i < ROWS; i++) {
            JsonNode record = predictions.get(i);
            List<Double> probability = new ArrayList<>();
            record.path("probability").forEach(number -> probability.add(number.asDouble()));
            comparison.scored(
                    rows.get(i),
                    List.of(),
                    new dev.lastmile.pipeline.client.Prediction(
                            Map.of("prediction", record.path("prediction").asDouble(), "probability", probability)));
        }
        assertThat(comparison.report().lines()).as(form).containsExactly("agree      63 predictions, 0 rejected rows");
    }

    private static String table() throws IOException {
        Map<String, Field> signature = new LinkedHashMap<>();
        MlModel.read(pair.featuresFolder()).signature().inputs().forEach(field -> signature.put(field.name(), field));
        StringBuilder table = new StringBuilder("// Written from the code by TypeTableTest: see the page on tests.\n\n")
                .append("[cols=\"2,1,2,3,3,1\"]\n|===\n")
                .append("|Contract |Nullable |Signature |JSON |CSV |Open Inference\n");
        for (ContractColumn column : EveryType.CONTRACT.columns()) {
            if (!columns.contains(column.name()) || column.name().equals("code")) {
                continue; // no input, or another string
            }
            Object value = rows.stream()
                    .<Object>map(row -> row.getAs(column.name()))
                    .filter(found -> found != null && !found.equals(""))
                    .findFirst()
                    .orElseThrow();
            ScoringRequest json =
                    new EveryForm(List.of(column.name()), List.of(rows.get(indexOf(column, value)))).predict();
            String sent =
                    EveryForm.read(json.body()).path(0).path(column.name()).toString();
            table.append("\n|`").append(column.type()).append("`\n|").append(column.nullable() ? "yes" : "no");
            table.append("\n|`").append(signature.get(column.name()).type()).append('`');
            table.append("\n|`+").append(sent).append("+`\n|`+").append(EveryForm.field(value));
            table.append("+`\n|`").append(datatypes.get(column.name())).append("`\n");
        }
        return new String(table.append("|===\n").toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static int indexOf(ContractColumn column, Object value) {
        for (int i = 0; i < rows.size(); i++) {
            if (value.equals(rows.get(i).getAs(column.name()))) {
                return i;
            }
        }
        throw new IllegalStateException("no such value");
    }
}
