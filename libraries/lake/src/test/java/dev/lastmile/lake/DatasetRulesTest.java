package dev.lastmile.lake;

import static dev.lastmile.lake.fixture.Lakes.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.fixture.Lakes;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules about a dataset are audited on the branch: what breaks one is not published. */
class DatasetRulesTest {
    private static final DatasetName NAME = new DatasetName("raw", "visits");
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    SparkSession spark;
    Lake lake;

    @BeforeEach
    void open(@TempDir Path root) {
        spark = Lakes.session(root);
        lake = new Lake(spark, Lakes.config(root));
    }

    @Test
    void tooFewRowsAreNotPublished() {
        rejected("{\"minRows\":3}", "there are 2 rows; the rule is minRows 3", visit(1, NOW), visit(2, NOW));
        publish(contract("{\"minRows\":3}"), visit(1, NOW), visit(2, NOW), visit(3, NOW));
    }

    @Test
    void tooManyNullsAreNotPublished() {
        rejected(
                "{\"maxNullShare\":0.4}",
                "column at is null in 1 of 2 rows; the rule is maxNullShare 0.4",
                visit(1, null),
                visit(2, NOW));
        publish(contract("{\"maxNullShare\":0.5}"), visit(1, null), visit(2, NOW));
    }

    @Test
    void aDatasetThatShrinksOrGrowsTooMuchIsNotPublished() {
        Contract contract = contract("{\"maxRowChange\":0.5}");
        publish(contract, visit(1, NOW), visit(2, NOW), visit(3, NOW), visit(4, NOW));
        assertThatThrownBy(() -> publish(contract, visit(1, NOW)))
                .hasMessage("Contract lake.raw.visits: there is 1 row, and 4 in the snapshot before; the rule is"
                        + " maxRowChange 0.5. Correct the step, or the contract. Nothing was published.");
        Snapshot second = publish(contract, visit(1, NOW), visit(2, NOW));
        Object[][] four = {visit(3, NOW), visit(4, NOW), visit(5, NOW), visit(6, NOW)};
        assertThatThrownBy(() -> lake.append(rows(contract, four), contract, tag()))
                .hasMessageContaining("there are 6 rows, and 2 in the snapshot before");
        assertThat(lake.current(NAME)).contains(second);
    }

    @Test
    void whatIsStaleIsNotPublished() {
        Instant old = NOW.minus(3, ChronoUnit.DAYS);
        rejected(
                "{\"freshness\":\"P2D\"}",
                "the newest value of column at is " + old + ", and it is ",
                visit(1, old),
                visit(2, old.minusSeconds(1)),
                visit(3, null));
        publish(contract("{\"freshness\":\"P2D\"}"), visit(1, old), visit(2, NOW.minus(1, ChronoUnit.DAYS)));
    }

    @Test
    void aDateIsAsFreshAsItsEnd() {
        Contract contract = Contract.parse(
                NAME,
                "{\"type\":\"struct\",\"rules\":{\"freshness\":\"PT36H\"},\"fields\":[{\"name\":\"day\",\"type\":\"date\","
                        + "\"nullable\":true,\"metadata\":{\"role\":\"time\"}}]}");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThatThrownBy(() -> publish(contract, row(Date.valueOf(today.minusDays(4)))))
                .hasMessageContaining("the newest value of column day is " + today.minusDays(3) + "T00:00:00Z");
        publish(contract, row(Date.valueOf(today.minusDays(1))));
    }

    @Test
    void theUniqueKeyMayBeColumnsOfOtherRoles() {
        Contract contract = Contract.parse(
                NAME,
                "{\"type\":\"struct\",\"rules\":{\"unique\":[\"sensor\",\"at\"]},\"fields\":["
                        + field("sensor", "long", false, "{\"role\":\"group\"}") + ","
                        + field("at", "timestamp", false, "{\"role\":\"time\"}") + "]}");
        Timestamp noon = Timestamp.from(Instant.parse("2024-01-01T12:00:00Z"));
        assertThatThrownBy(() -> publish(contract, row(1L, noon), row(2L, noon), row(1L, noon)))
                .hasMessageContaining("column sensor is 1, column at is 2024-01-01T12:00:00Z in 2 rows, as in row"
                        + " {sensor=1, at=2024-01-01T12:00:00Z}; the rule is unique key sensor, at.");
        publish(contract, row(1L, noon), row(2L, noon));
    }

    @Test
    void rulesOfValuesAndOfTheDatasetAreReportedTogether() {
        assertThatThrownBy(() -> publish(contract("{\"minRows\":9,\"maxNullShare\":0}"), visit(-1, null)))
                .hasMessage(
                        "Contract lake.raw.visits: column id is -1 in row {id=-1, at=null}; the rule is min 0, which 1"
                                + " row of 1 breaks. Also broken: minRows 9, at maxNullShare 0.0. Correct the step, or the"
                                + " contract. Nothing was published.");
        assertThatThrownBy(() -> publish(contract("{\"minRows\":9,\"maxNullShare\":0}"), visit(1, null)))
                .hasMessage(
                        "Contract lake.raw.visits: there is 1 row; the rule is minRows 9. Also, column at is null in 1"
                                + " of 1 rows; the rule is maxNullShare 0.0. Correct the step, or the contract. Nothing was"
                                + " published.");
    }

    @Test
    void aChangedRuleIsRecordedAndEarlierSnapshotsStayReadable() {
        Snapshot first = publish(contract("{}"), visit(1, NOW));
        Contract later = contract("{\"minRows\":2,\"freshness\":\"P1D\"}");
        Snapshot second = publish(later, visit(1, NOW), visit(2, NOW));
        assertThat(second.summary())
                .containsEntry(
                        Snapshot.CONTRACT_CHANGE,
                        "compatible: minRows was 1 and is 2; freshness was none and is PT24H");
        assertThat(second.contract()).isEqualTo(later);
        assertThat(lake.read(later, SnapshotRef.id(first.id())).count()).isEqualTo(1);
    }

    @Test
    void everyRuleIsCheckedInOneJob() throws TimeoutException {
        int without = jobs(Contract.parse(NAME, schema("", "{}", "{\"min\":0}")));
        int with = jobs(contract("{\"minRows\":1,\"maxNullShare\":1,\"maxRowChange\":1,\"freshness\":\"P1D\"}"));
        assertThat(without).isEqualTo(1);
        assertThat(with).isEqualTo(1);
    }

    private int jobs(Contract contract) throws TimeoutException {
        AtomicInteger jobs = new AtomicInteger();
        SparkListener listener = new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
                if (String.valueOf(start.properties().get("spark.job.description"))
                        .startsWith("checking ")) {
                    jobs.incrementAndGet();
                }
            }
        };
        spark.sparkContext().addSparkListener(listener);
        try {
            publish(contract, visit(1, NOW));
            spark.sparkContext().listenerBus().waitUntilEmpty();
        } finally {
            spark.sparkContext().removeSparkListener(listener);
        }
        return jobs.get();
    }

    private void rejected(String rules, String message, Object[]... rows) {
        assertThatThrownBy(() -> publish(contract(rules), rows))
                .isInstanceOf(LakeException.class)
                .hasMessageStartingWith("Contract lake.raw.visits: " + message)
                .hasMessageEndingWith(". Correct the step, or the contract. Nothing was published.");
        assertThat(lake.current(NAME)).isEmpty();
    }

    private Snapshot publish(Contract contract, Object[]... rows) {
        return lake.publish(rows(contract, rows), contract, tag());
    }

    private Dataset<Row> rows(Contract contract, Object[]... rows) {
        return Lakes.rows(spark, contract.schema().asNullable(), rows);
    }

    private static Publication tag() {
        return Publication.tagged("run-" + System.nanoTime());
    }

    private static Object[] visit(long id, Instant at) {
        return row(id, at == null ? null : Timestamp.from(at));
    }

    /** An id of at least 0, and a nullable time. */
    private static Contract contract(String rules) {
        return Contract.parse(NAME, schema(",\"rules\":" + rules, "{\"role\":\"time\"}", "{\"min\":0}"));
    }

    private static String schema(String rules, String time, String id) {
        List<String> fields = List.of(field("id", "long", false, id), field("at", "timestamp", true, time));
        return "{\"type\":\"struct\",\"fields\":[" + String.join(",", fields) + "]" + rules + "}";
    }

    private static String field(String name, String type, boolean nullable, String metadata) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"nullable\":" + nullable + ",\"metadata\":"
                + metadata + "}";
    }
}
