package dev.lastmile.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.client.PredictionLogExport;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.template.data.Datasets;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Spark's own transform, ONNX in Spark and the service give one answer for all 150 flowers; also when new data have made
 * new features, and the new classifier has lost. The service has logged what it answered.
 */
@Tag("ci")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgreementIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double TOLERANCE = 1e-5;

    private static final Sandbox SANDBOX = new Sandbox();
    private static Observer observer;
    private static List<Row> original;

    private record Answer(String label, List<Double> probability) {}

    @BeforeAll
    static void theWholeJob() {
        List<String> commands = new ArrayList<>(Sandbox.PIPELINE);
        commands.add("deploy");
        SANDBOX.sequence(commands).succeeded();
        observer = new Observer(SANDBOX);
        original = observer.current(Datasets.RAW).orderBy(Datasets.KEY).collectAsList();
    }

    @AfterAll
    static void stop() {
        observer.close();
        SANDBOX.close();
    }

    @Test
    @Order(1)
    void theThreeAgreeOnEveryFlower() throws Exception {
        theThreeAgree("1", "1");
        assertThat(SANDBOX.home().resolve("models/serving.log"))
                .content()
                .contains("Serving iris-model/1 with iris-features/1 as one graph");
    }

    @Test
    @Order(2)
    void theCommandThatComparesBatchAndServiceSaysSo() {
        assertThat(SANDBOX.run("compare", "--rows=100", "--batch=7").succeeded().output())
                .containsPattern("agree +\\d+ predictions, 0 rejected rows")
                .contains("lake.raw.iris", "iris-model 1")
                .doesNotContain("disagree");
        SANDBOX.run("compare", "--tolerance=-1").failedSaying("Batch and service disagree: [probability]");
    }

    @Test
    @Order(2)
    void theChampionStaysAPairWhenNewDataMakeNewFeaturesAndTheNewClassifierLoses() throws Exception {
        Path file = mislabelledTrainingRows();
        String training = SANDBOX.pipeline("--file=" + file, "--sha256=" + sha256(file), "--mode=replace")
                .output();

        assertThat(training).contains("iris-model 2 is not promoted");
        try (TrackingClient tracking = SANDBOX.tracking()) {
            for (String model : List.of("iris-features", "iris-model")) {
                assertThat(digest(tracking, model, "2")).as(model).isNotEqualTo(digest(tracking, model, "1"));
            }
        }
        theThreeAgree("1", "1");
    }

    @Test
    @Order(3)
    void aForcedPromotionMovesBothAndARollbackBothBack() throws Exception {
        SANDBOX.run("promote", "--version=2").failedSaying("iris-model 2 is not promoted", "FORCE=1");
        SANDBOX.sequence(List.of("promote --version=2 --force", "processed-data", "deploy"))
                .succeeded();
        theThreeAgree("2", "2");

        assertThat(SANDBOX.sequence(List.of("rollback", "processed-data", "deploy"))
                        .succeeded()
                        .output())
                .contains("version 1 is champion again");
        theThreeAgree("1", "1");
    }

    @Test
    @Tag("long")
    @Order(4)
    void otherHeldOutRowsChangeNoFittedParameterOfEitherModel() throws Exception {
        Path file = raw((row, value) -> isTraining(row) ? value : value + 0.5, (row, species) -> species);
        SANDBOX.with("LASTMILE_ORCHESTRATION_RUN", "manual__1");
        SANDBOX.run("raw-data", "--file=" + file, "--sha256=" + sha256(file), "--mode=replace")
                .succeeded();
        SANDBOX.run("train-features").succeeded();
        SANDBOX.run("interim-data").succeeded();
        SANDBOX.run("train-model").succeeded();

        try (TrackingClient tracking = SANDBOX.tracking()) {
            assertThat(tracking.searchRuns(
                            tracking.findOrCreateExperiment("iris"),
                            "tags.\"lastmile.orchestration_run\" = 'manual__1'",
                            10))
                    .as("runs that a scheduler started")
                    .hasSize(4);
            for (String model : List.of("iris-features", "iris-model")) {
                ModelVersion newest = tracking.modelVersions(model).get(0);
                assertThat(newest.version()).as(model).isNotEqualTo("1");
                assertThat(newest.tags().get("lastmile.digest")).as(model).isEqualTo(digest(tracking, model, "1"));
            }
        }
    }

    @Test
    @Order(5)
    void whatAServiceHadLoggedWhenItWasKilledIsInItsLog() throws Exception {
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answered.add(invoke("{\"inputs\": {\"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4,"
                            + " \"petal_width\": 0.2}}")
                    .headers()
                    .firstValue("X-Lastmile-Prediction")
                    .orElseThrow());
        }
        // By now all of them have been written, since the last is in the log.
        String last = answered.get(answered.size() - 1);
        until("/v1/predictions?limit=10000", answer -> answer.body().contains(last));

        long pid = Long.parseLong(
                Files.readString(SANDBOX.home().resolve("models/serving.pid")).strip());
        ProcessHandle service = ProcessHandle.of(pid).orElseThrow();
        service.destroyForcibly();
        service.onExit().get(20, TimeUnit.SECONDS);
        SANDBOX.run("deploy").succeeded();

        List<String> logged = new ArrayList<>();
        JSON.readTree(until("/v1/predictions?limit=10000", answer -> answer.statusCode() == 200)
                        .body())
                .get("predictions")
                .forEach(prediction -> logged.add(prediction.get("id").asText()));
        assertThat(logged).containsAll(answered).doesNotHaveDuplicates();
        everythingLoggedIsInTheLakeOnceAlsoWhereTheExportWasKilled(logged);
    }

    private static void everythingLoggedIsInTheLakeOnceAlsoWhereTheExportWasKilled(List<String> logged) {
        SANDBOX.killAt("after-publish", "export-predictions");
        assertThat(SANDBOX.run("export-predictions").succeeded().output())
                .contains("was killed", "nothing was predicted since the last export");

        List<Row> exported = observer.current(PredictionLogExport.CONTRACT)
                .orderBy("sequence")
                .collectAsList();
        assertThat(exported).extracting(row -> row.<String>getAs("id")).containsExactlyElementsOf(logged);
        assertThat(exported.get(exported.size() - 1).<String>getAs("outputs")).contains("Iris-setosa");
    }

    @Test
    @Order(6)
    void whatIsLoggedAfterTheLogWasRestoredIsInTheLakeToo() throws Exception {
        Path file = SANDBOX.home().resolve("data/predictions.mv.db");
        Path copy = SANDBOX.home().resolve("data/older-copy");
        SANDBOX.run("stop").succeeded();
        Files.copy(file, copy);
        SANDBOX.run("deploy").succeeded();
        List<String> answered = new ArrayList<>(logged(3));
        SANDBOX.run("export-predictions").succeeded();

        SANDBOX.run("stop").succeeded();
        Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
        SANDBOX.run("deploy").succeeded();
        answered.addAll(logged(5));

        assertThat(SANDBOX.run("export-predictions").succeeded().output())
                .contains("the log was restored from an older copy", "5 of them are new");
        assertThat(SANDBOX.run("export-predictions").succeeded().output())
                .contains("nothing was predicted since the last export");
        List<Row> exported = observer.current(PredictionLogExport.CONTRACT).collectAsList();
        assertThat(exported)
                .extracting(row -> row.<String>getAs("id"))
                .containsAll(answered)
                .doesNotHaveDuplicates();
        assertThat(exported)
                .extracting(row -> row.getAs("log") + " " + row.getAs("sequence"))
                .doesNotHaveDuplicates();
    }

    @Test
    @Order(7)
    void commandsOfOneProcessHaveTheirOwnRunsAndAFailureEndsTheRest() {
        Sandbox.Outcome outcome = SANDBOX.sequence(
                        List.of("raw-data --mode=replace", "promote --version=99", "train-features"))
                .failedSaying("There is no version 99 of iris-model");

        assertThat(outcome.output()).contains("150 rows in lake.raw.iris").doesNotContain("train-features");
        try (TrackingClient tracking = SANDBOX.tracking()) {
            List<Run> runs = tracking.searchRuns(tracking.findOrCreateExperiment("iris"), "", 2);
            assertThat(runs)
                    .extracting(run -> run.tags().get("lastmile.step"), Run::status)
                    .containsExactly(tuple("promote", RunStatus.FAILED), tuple("raw-data", RunStatus.FINISHED));
            assertThat(runs.get(0).tags().get("lastmile.owner.pid"))
                    .isEqualTo(runs.get(1).tags().get("lastmile.owner.pid"));
            assertThat(observer.lake()
                            .current(Datasets.RAW.dataset())
                            .orElseThrow()
                            .tag())
                    .isEqualTo("run-" + runs.get(1).id());
        }
    }

    @Test
    @Order(8)
    void theStepsHaveLeftAnArchiveOfTheirClasses() {
        String archive = Runtime.version().feature() >= 25 ? "classes.aot" : "classes.jsa";
        assertThat(Sandbox.PROJECT.resolve("target/run").resolve(archive)).isNotEmptyFile();
    }

    private static List<String> logged(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(invoke("{\"inputs\": {\"sepal_length\": 5.1, \"sepal_width\": 3.5, \"petal_length\": 1.4,"
                            + " \"petal_width\": 0.2}}")
                    .headers()
                    .firstValue("X-Lastmile-Prediction")
                    .orElseThrow());
        }
        until("/v1/predictions?limit=10000", answer -> answer.body().contains(ids.get(count - 1)));
        return ids;
    }

    private static HttpResponse<String> until(String path, Predicate<HttpResponse<String>> holds) throws Exception {
        Instant end = Instant.now().plusSeconds(20);
        while (true) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(SANDBOX.service().resolve(path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            if (holds.test(answer)) {
                return answer;
            }
            assertThat(Instant.now()).as(answer.body()).isBefore(end);
            Thread.sleep(50);
        }
    }

    private static String digest(TrackingClient tracking, String model, String version) {
        return tracking.modelVersion(model, version).orElseThrow().tags().get("lastmile.digest");
    }

    private static void theThreeAgree(String classifierVersion, String featuresVersion) throws Exception {
        Dataset<Row> raw = observer.current(Datasets.RAW).orderBy(Datasets.KEY);
        Dataset<Row> batch = observer.current(Datasets.PREDICTIONS).orderBy(Datasets.KEY);
        assertThat(batch.select("model_version", "features_version").distinct().collectAsList())
                .extracting(row -> row.getString(0) + "/" + row.getString(1))
                .containsExactly(classifierVersion + "/" + featuresVersion);

        List<Answer> onnxInSpark = batch.collectAsList().stream()
                .map(row -> new Answer(row.getAs("prediction"), row.getList(row.fieldIndex("probability"))))
                .toList();
        List<Answer> spark = bySparkItself(raw, classifierVersion, featuresVersion);
        List<Answer> service = byTheService(raw);

        assertThat(onnxInSpark).hasSize(150);
        agree(onnxInSpark, spark);
        agree(onnxInSpark, service);
    }

    private static void agree(List<Answer> expected, List<Answer> actual) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            assertThat(actual.get(row).label())
                    .as("row %d", row)
                    .isEqualTo(expected.get(row).label());
            for (int label = 0; label < 3; label++) {
                assertThat(actual.get(row).probability().get(label))
                        .as("row %d", row)
                        .isCloseTo(expected.get(row).probability().get(label), within(TOLERANCE));
            }
        }
    }

    /** The features by the registered Spark flavour, as Spark ML transforms them, then the classifier. */
    private static List<Answer> bySparkItself(Dataset<Row> raw, String classifierVersion, String featuresVersion)
            throws IOException {
        try (TrackingClient tracking = SANDBOX.tracking()) {
            ModelVersion features =
                    tracking.modelVersion("iris-features", featuresVersion).orElseThrow();
            ModelVersion classifier =
                    tracking.modelVersion("iris-model", classifierVersion).orElseThrow();
            Path folder = Files.createTempDirectory(SANDBOX.home(), "features").resolve("model");
            tracking.downloadModel(features, folder);
            PipelineModel model =
                    PipelineModel.load(folder.resolve("sparkml").toUri().toString());
            OnnxModel onnx = new OnnxModel(tracking.downloadModelFile(classifier, "model.onnx"));
            return OnnxTransformation.of(onnx)
                    .apply(model.transform(raw))
                    .orderBy(Datasets.KEY)
                    .collectAsList()
                    .stream()
                    .map(row -> new Answer(row.getAs("prediction"), list(row.<Vector>getAs("probability"))))
                    .toList();
        }
    }

    private static List<Answer> byTheService(Dataset<Row> raw) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode records = request.putArray("dataframe_records");
        for (Row row : raw.collectAsList()) {
            ObjectNode record = records.addObject();
            Datasets.FEATURE_COLUMNS.forEach(name -> record.put(name, row.<Double>getAs(name)));
        }
        List<Answer> answers = new ArrayList<>();
        for (JsonNode prediction :
                JSON.readTree(invoke(request.toString()).body()).get("predictions")) {
            List<Double> probability = new ArrayList<>();
            prediction.get("probability").forEach(value -> probability.add(value.asDouble()));
            answers.add(new Answer(prediction.get("prediction").asText(), probability));
        }
        return answers;
    }

    private static HttpResponse<String> invoke(String request) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(SANDBOX.service().resolve("/invocations"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(request))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static List<Double> list(Vector vector) {
        List<Double> values = new ArrayList<>();
        for (double value : vector.toArray()) {
            values.add(value);
        }
        return values;
    }

    /** The training rows of two species change their labels and their sizes; the held-out rows stay as they are. */
    private static Path mislabelledTrainingRows() throws IOException {
        return raw((row, value) -> isTraining(row) ? value + 0.5 : value, (row, species) -> {
            if (!isTraining(row)) {
                return species;
            }
            return switch (species) {
                case "Iris-versicolor" -> "Iris-virginica";
                case "Iris-virginica" -> "Iris-versicolor";
                default -> species;
            };
        });
    }

    private static boolean isTraining(Row row) {
        return Split.TRAIN.equals(row.getAs(Datasets.SPLIT));
    }

    /** A raw file of the first snapshot's rows, changed. */
    private static Path raw(BiFunction<Row, Double, Double> measurement, BiFunction<Row, String, String> label)
            throws IOException {
        StringBuilder lines = new StringBuilder();
        for (Row row : original) {
            for (String name : Datasets.FEATURE_COLUMNS) {
                lines.append(String.format(Locale.ROOT, "%.1f,", measurement.apply(row, row.getAs(name))));
            }
            lines.append(label.apply(row, row.getAs(Datasets.LABEL))).append('\n');
        }
        return Files.writeString(SANDBOX.home().resolve("changed.csv"), lines);
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
