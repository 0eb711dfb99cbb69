package dev.lastmile.serving.internal.log;

import static dev.lastmile.serving.core.fixture.IrisModels.prediction;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.fixture.RegistryServer;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog.Caller;
import dev.lastmile.serving.fixture.Management;
import dev.lastmile.serving.fixture.RegistryResource;
import dev.lastmile.serving.internal.log.block.Block;
import dev.lastmile.serving.internal.log.block.RecordBuffer;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a running service; its configuration leaves out petal_width, and lets 50 requests wait. */
@QuarkusTest
@QuarkusTestResource(RegistryResource.class)
class PredictionLogTest {
    RegistryServer registry;

    @Inject
    LogStore store;

    @Inject
    LogQueue queue;

    @Inject
    LogWriter writer;

    @Inject
    @DataSource("predictions")
    AgroalDataSource database;

    @BeforeEach
    void aModelAnswersAndNothingWaits() throws InterruptedException {
        if (ready().statusCode() != 200) {
            RegistryResource.registerChampion(registry);
            until(() -> ready().statusCode() == 200);
        }
        until(() -> writer.isOpen() && queue.size() == 0 && writer.problem().isEmpty());
    }

    @Test
    void whatWasAnsweredIsThereWithItsIdItsVersionsAndItsValues() throws InterruptedException {
        String mine = UUID.randomUUID().toString();
        long after = store.lastSequence();
        Instant before = Instant.now().minusMillis(1);

        Response answer = invoke(mine, "[5.1, 7.7]", "[3.5, 3.8]", "[1.4, 6.7]", "[0.2, 2]");

        assertThat(answer.statusCode()).isEqualTo(200);
        String id = answer.header("X-Lastmile-Prediction");
        until(() -> page(after, 10).getList("predictions").size() == 1);
        assertThat(page(after, 10).getUUID("log")).isEqualTo(page(0, 1).getUUID("log"));
        JsonPath row = page(after, 10).setRootPath("predictions[0]");
        assertThat(row.getString("id")).isEqualTo(id);
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(row.getString("client_request_id")).isEqualTo(mine);
        assertThat(Instant.parse(row.getString("time"))).isBetween(before, Instant.now());
        assertThat(row.getString("role")).isEqualTo("champion");
        assertThat(row.getString("model")).isEqualTo("iris-classifier");
        assertThat(row.getString("model_version")).isEqualTo("3");
        assertThat(row.getString("features")).isEqualTo("iris-features");
        assertThat(row.getString("features_version")).isEqualTo("2");
        assertThat(row.getInt("rows")).isEqualTo(2);
        assertThat(row.getLong("latency_nanos")).isPositive();
        assertThat(row.<Map<String, Object>>get("inputs"))
                .containsOnlyKeys("sepal_length", "sepal_width", "petal_length");
        assertThat(row.getList("inputs.sepal_length", Double.class)).containsExactly(5.1, 7.7);
        assertThat(row.getList("inputs.petal_length", Double.class)).containsExactly(1.4, 6.7);
        assertThat(row.<Map<String, Object>>get("outputs")).containsOnlyKeys("prediction", "probability");
        assertThat(row.getList("outputs.prediction", String.class))
                .containsExactly(prediction(5.1, 3.5, 1.4, 0.2), prediction(7.7, 3.8, 6.7, 2));
        assertThat(row.getList("outputs.probability"))
                .isEqualTo(answer.jsonPath().getList("predictions.probability"));
    }

    @Test
    void ofConcurrentRequestsEveryAnsweredOneIsThereOnce() throws Exception {
        long after = store.lastSequence();
        Set<String> answered = new LinkedHashSet<>();
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                List<Future<String>> sent = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    sent.add(clients.submit(() -> flower("").header("X-Lastmile-Prediction")));
                }
                for (Future<String> id : sent) {
                    answered.add(id.get());
                }
                until(() -> queue.size() == 0);
            }
        } finally {
            clients.shutdownNow();
        }

        assertThat(answered).hasSize(200);
        until(() -> store.lastSequence() == after + 200);
        List<String> logged = new ArrayList<>();
        long next = after;
        for (JsonPath page = page(next, 7); !page.getList("predictions").isEmpty(); page = page(next, 7)) {
            assertThat(page.getList("predictions")).hasSizeLessThanOrEqualTo(7);
            logged.addAll(page.getList("predictions.id"));
            next = page.getLong("next");
        }
        assertThat(logged).containsExactlyInAnyOrderElementsOf(answered);
        assertThat(next).isEqualTo(after + 200);
        assertThat(page(next, 7).getLong("next")).isEqualTo(next);
    }

    @Test
    void theOtherProtocolIsLoggedTooAndARejectionIsNot() throws InterruptedException {
        long after = store.lastSequence();
        assertThat(given().contentType("application/json")
                        .body("{\"inputs\": {\"sepal_length\": [5.1]}}")
                        .post("/invocations")
                        .statusCode())
                .isEqualTo(400);

        Response answer = given().contentType("application/json")
                .body("{\"id\": \"mine\", \"inputs\": [" + tensor("sepal_length", 5.1) + ", "
                        + tensor("sepal_width", 3.5) + ", " + tensor("petal_length", 1.4) + ", "
                        + tensor("petal_width", 0.2) + "]}")
                .post("/v2/models/iris-classifier/infer");

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        until(() -> store.lastSequence() > after);
        JsonPath page = page(after, 10);
        assertThat(page.getList("predictions.client_request_id")).containsExactly("mine");
        assertThat(page.getList("predictions.outputs.prediction[0]")).containsExactly("Iris-setosa");
    }

    @Test
    void whatDoesNotFitIntoTheQueueIsAnsweredDroppedAndCounted() throws Exception {
        long after = store.lastSequence();
        double droppedBefore = metric("lastmile_log_dropped_total");
        double writtenBefore;
        rename("prediction_log_block", "prediction_log_away");
        try {
            // One batch is in the writer's hands, so that the queue takes as many as it can hold after that.
            flower("first");
            until(() -> !writer.problem().isEmpty());
            // By now the batches of other tests are counted, which happens after they can be read.
            writtenBefore = metric("lastmile_log_written_total");
            assertThat(queue.size()).isZero();
            for (int i = 0; i < 60; i++) {
                assertThat(flower("").statusCode()).isEqualTo(200);
            }
            assertThat(metric("lastmile_log_queued")).isEqualTo(50);
            assertThat(metric("lastmile_log_dropped_total")).isEqualTo(droppedBefore + 10);
            Response ready = ready();
            assertThat(ready.statusCode()).isEqualTo(200);
            JsonPath log = ready.jsonPath().setRootPath("checks.find { it.name == 'prediction log' }.data");
            assertThat(log.getString("problem")).containsIgnoringCase("\"prediction_log_block\"");
            assertThat(log.getInt("queued")).isEqualTo(50);
            Response page = given().get("/v1/predictions");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.jsonPath().getString("message")).startsWith("The prediction log cannot be read. ");
        } finally {
            rename("prediction_log_away", "prediction_log_block");
        }
        until(() -> store.lastSequence() == after + 51 && writer.problem().isEmpty());
        double writtenAfter = writtenBefore + 51;
        until(() -> metric("lastmile_log_written_total") == writtenAfter);
        assertThat(page(after, 100).getList("predictions.client_request_id")).startsWith("first");
        assertThat(ready().jsonPath().getString("checks.find { it.name == 'prediction log' }.data.problem"))
                .isNull();
    }

    @Test
    void aBatchWhoseCommitNobodyHeardOfIsThereOnce() {
        long before = store.lastSequence();
        List<Block> blocks = blocks(Instant.now(), 3);

        store.write(blocks, before);
        long last = store.write(blocks, before);

        assertThat(last).isEqualTo(before + 3);
        assertThat(page(before, 10).getList("predictions")).hasSize(3);
    }

    @Test
    void theNameOfTheClientsKeyIsLogged() throws InterruptedException {
        long after = store.lastSequence();
        queue.offer(logged(Instant.now(), new double[] {1}), Role.FALLBACK, new Caller("order 7", "billing"), 5);

        until(() -> store.lastSequence() > after);
        JsonPath row = page(after, 10).setRootPath("predictions[0]");
        assertThat(row.getString("client")).isEqualTo("billing");
        assertThat(row.getString("client_request_id")).isEqualTo("order 7");
        assertThat(row.getString("role")).isEqualTo("fallback");
        assertThat(row.getLong("latency_nanos")).isEqualTo(5);
    }

    @Test
    void recordsExpireInBlocksOldestFirstAlsoBehindOneFromTheFuture() {
        store.write(blocks(Instant.parse("2100-01-01T00:00:00Z"), 1), store.lastSequence());
        long future = store.lastSequence();
        for (int i = 0; i < 120; i++) {
            store.write(blocks(Instant.parse("2001-01-01T00:00:00Z").plusSeconds(i), 5), store.lastSequence());
        }
        long after = store.lastSequence();
        store.write(blocks(Instant.now(), 1), after);
        for (long deleted = -1; deleted != 0; ) {
            deleted = store.expire(Instant.parse("2001-02-01T00:00:00Z"));
            assertThat(deleted).isBetween(0L, 50L);
        }

        assertThat(page(future - 1, 10).getList("predictions.sequence", Long.class))
                .containsExactly(future, after + 1);
    }

    @Test
    void aPageOfLargeRecordsHasFewer() {
        long after = store.lastSequence();
        double[] values = new double[60_000];
        java.util.Arrays.fill(values, 1234.56789012345);
        for (int i = 0; i < 5; i++) {
            store.write(blocks(logged(Instant.now(), values)), after);
        }

        assertThat(page(after, 10).getList("predictions")).hasSize(2);
        assertThat(page(after, 10).getLong("next")).isEqualTo(after + 2);
        assertThat(page(after + 4, 10).getList("predictions")).hasSize(1);
        assertThat(page(after, 1).getList("predictions[0].inputs.a")).hasSize(60_000);
    }

    @Test
    void aPageBeginsAndEndsWithinABlock() {
        long after = store.lastSequence();
        store.write(blocks(Instant.now(), 10), after);

        assertThat(page(after + 3, 4).getString("predictions.inputs.a")).isEqualTo("[[3.0], [4.0], [5.0], [6.0]]");
        assertThat(page(after + 9, 4).getString("predictions.inputs.a")).isEqualTo("[[9.0]]");
    }

    @Test
    void aDamagedBlockIsSkippedAndCounted() throws SQLException {
        long after = store.lastSequence();
        store.write(blocks(Instant.now(), 2), after);
        store.write(blocks(Instant.now(), 3), after);
        store.write(blocks(Instant.now(), 4), after);
        double before = metric("lastmile_log_unreadable_total");
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "update prediction_log_block set records = ? where last_sequence = ?")) {
            statement.setBytes(1, new byte[] {1, 99});
            statement.setLong(2, after + 5);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }

        JsonPath page = page(after, 100);

        assertThat(page.getList("predictions.sequence", Long.class))
                .containsExactly(after + 1, after + 2, after + 6, after + 7, after + 8, after + 9);
        assertThat(page.getLong("skipped")).isEqualTo(3);
        assertThat(page.getLong("next")).isEqualTo(after + 9);
        assertThat(metric("lastmile_log_unreadable_total")).isEqualTo(before + 3);
        assertThat(page(after + 3, 1).getLong("next")).isEqualTo(after + 5);
    }

    @Test
    void aReaderThatHasSeenAnotherHistoryIsTold() {
        long after = store.lastSequence();
        store.write(blocks(Instant.now(), 3), after);
        String second = page(after, 10).getString("predictions[1].id");

        Response same = given().get("/v1/predictions?after=" + (after + 2) + "&seen=" + second);
        Response other = given().get("/v1/predictions?after=" + (after + 3) + "&seen=" + second);
        Response ahead = given().get("/v1/predictions?after=" + (after + 1000) + "&seen=" + second);
        Response expired = given().get("/v1/predictions?after=0&seen=" + second);

        assertThat(same.statusCode()).isEqualTo(200);
        assertThat(same.jsonPath().getList("predictions")).hasSize(1);
        assertThat(expired.statusCode()).isEqualTo(200);
        for (Response different : List.of(other, ahead)) {
            assertThat(different.statusCode()).isEqualTo(409);
            assertThat(different.jsonPath().getString("error_code")).isEqualTo("RESOURCE_CONFLICT");
            assertThat(different.jsonPath().getString("message"))
                    .endsWith("the log was restored from an older copy. Read it again from the beginning.");
        }
    }

    @Test
    void theMetricsOfTheLogAreDescribed() {
        List<String> described = Management.get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("# HELP lastmile_log_"))
                .map(line -> line.split(" ", 4)[2] + (line.split(" ", 4)[3].isBlank() ? " without" : ""))
                .toList();

        assertThat(described)
                .containsExactlyInAnyOrder(
                        "lastmile_log_dropped",
                        "lastmile_log_last_write_age_seconds",
                        "lastmile_log_queue_bytes",
                        "lastmile_log_queued",
                        "lastmile_log_unreadable",
                        "lastmile_log_written");
    }

    @Test
    void aPageIsAskedForWithNumbers() {
        for (String wrong :
                List.of("after=x", "after=-1", "after=1.5", "limit=0", "limit=10001", "limit=many", "seen=1")) {
            Response answer = given().get("/v1/predictions?" + wrong);

            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.jsonPath().getString("error_code")).isEqualTo("INVALID_PARAMETER_VALUE");
            assertThat(answer.jsonPath().getString("message"))
                    .startsWith(wrong.split("=")[0] + " is '" + wrong.split("=")[1] + "'. Give ");
        }
    }

    static List<Block> blocks(Instant time, int count) {
        Prediction[] predictions = new Prediction[count];
        for (int i = 0; i < count; i++) {
            predictions[i] = logged(time, new double[] {i});
        }
        return blocks(predictions);
    }

    static List<Block> blocks(Prediction... predictions) {
        RecordBuffer buffer = new RecordBuffer(1000, 1_000_000, Set.of());
        for (Prediction prediction : predictions) {
            assertThat(buffer.offer(prediction, Role.CHALLENGER, new Caller("", null), 1))
                    .isTrue();
        }
        return buffer.take(Long.MAX_VALUE);
    }

    static Prediction logged(Instant time, double[] values) {
        String digest = "sha256:" + "0".repeat(64);
        ChampionPairRef pair =
                new ChampionPairRef(new ModelVersionRef("m", "1", digest), new ModelVersionRef("f", "1", digest));
        Batch inputs = Batch.of(Map.of("a", new Column.Doubles(values)));
        return new Prediction(UUID.randomUUID(), time.toEpochMilli(), pair, inputs, null);
    }

    void rename(String from, String to) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table " + from + " rename to " + to);
        }
    }

    private static String tensor(String name, double value) {
        return "{\"name\": \"" + name + "\", \"datatype\": \"FP64\", \"shape\": [1], \"data\": [" + value + "]}";
    }

    static Response flower(String requestId) {
        return invoke(requestId, "[5.1]", "[3.5]", "[1.4]", "[0.2]");
    }

    private static Response invoke(String requestId, String... columns) {
        return given().contentType("application/json")
                .header("X-Request-Id", requestId)
                .body(String.format(
                        "{\"inputs\": {\"sepal_length\": %s, \"sepal_width\": %s, \"petal_length\": %s,"
                                + " \"petal_width\": %s}}",
                        (Object[]) columns))
                .post("/invocations");
    }

    static JsonPath page(long after, int limit) {
        Response answer = given().get("/v1/predictions?after=" + after + "&limit=" + limit);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.jsonPath();
    }

    private static double metric(String name) {
        String line = Management.get("/q/metrics")
                .asString()
                .lines()
                .filter(text -> text.startsWith(name + " ") || text.startsWith(name + "{"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }

    static Response ready() {
        return Management.get("/q/health/ready");
    }

    static void until(BooleanSupplier holds) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as(ready().asString()).isBefore(end);
            Thread.sleep(20);
        }
    }
}
