package dev.lastmile.pipeline.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.contract.DataContract;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.client.ScoringClient;
import dev.lastmile.pipeline.fixture.EveryType;
import dev.lastmile.serving.core.ContractMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batch scoring and the core of the service on rows of every type, with nulls, unseen categories and violations. */
@Tag("ci")
class AgreementTest {
    private static final long ROWS = 10_000;

    @TempDir
    static Path folder;

    private static EveryPair pair;

    @BeforeAll
    static void aPairIsTrained() throws IOException {
        pair = EveryPair.train(folder);
    }

    @Test
    void bothScoreAndRejectTheSameRowsForTheSameReasons() {
        ComparisonReport report = compare(EveryType.rows(ROWS), pair.contract(), ContractMode.ENFORCE, "every/2");

        assertThat(report.lines()).as("report").noneMatch(line -> line.startsWith("disagree"));
        assertThat(report.agrees()).isTrue();
        assertThat(report.predictions() + report.rejected()).isEqualTo(ROWS);
        assertThat(report.predictions()).isGreaterThan(8_000);
        assertThat(report.rejections())
                .containsEntry("i: max 100", 60L)
                .containsEntry("i: not null", 60L)
                .containsEntry("b: not null", 60L)
                .containsEntry("t: not null", 60L)
                .containsEntry("s: not null", 60L)
                .containsEntry("f: not null", 60L)
                .containsEntry("f: min 0.1", 60L)
                .containsEntry("nf: max 33.3", 60L)
                .containsEntry("d: min -1", 60L)
                .containsEntry("p: max 99.98", 60L)
                .containsEntry("code: pattern [A-Z]{2}[0-9]+", 60L)
                .containsEntry("l: allowed [0, 1, 2, 3, 4]", 60L)
                .containsEntry("s: allowed [a, b, c]", 60L)
                .containsEntry("dt: min 1950-01-01", 60L)
                .containsEntry("nt: max 2100-01-01T00:00:00Z", 60L)
                .containsEntry("nl: exact", 120L)
                .containsEntry("nt: exact", 60L)
                .hasEntrySatisfying(
                        "output probability of every/2 is NaN",
                        rows -> assertThat(rows).isGreaterThan(100));
    }

    @Test
    void aServiceThatChecksNothingIsFoundOut() {
        Dataset<Row> one = EveryType.rows(ROWS).filter("id in (1, 2, 52, 53, 30)");

        ComparisonReport report = compare(one, pair.contract(), ContractMode.LOG, "every/2");

        assertThat(report.agrees()).isFalse();
        assertThat(report.predictions()).isEqualTo(1);
        assertThat(report.disagreements()).containsOnlyKeys("status");
        assertThat(report.disagreements().get("status").rows()).isEqualTo(4);
        assertThat(report.lines())
                .anyMatch(line -> line.startsWith(
                        "disagree   status in 4 rows, first: id=1: batch rejected, [i: max 100], service {"));
    }

    @Test
    void aBatchThatChecksNothingIsFoundOut() {
        DataContract nothing = DataContract.parse(
                "of nothing",
                "{\"type\": \"struct\", \"fields\": [{\"name\": \"x\", \"type\": \"long\", \"nullable\": true,"
                        + " \"metadata\": {}}]}");
        Dataset<Row> one = EveryType.rows(ROWS).filter("id = 2");

        ComparisonReport report = compare(one, nothing, ContractMode.ENFORCE, "every/2");

        assertThat(report.lines())
                .anyMatch(line ->
                        line.startsWith("disagree   status in 1 row: id=2: batch a prediction, service rejected,"
                                + " Column d, row 0 (counted from 0), is -5.5; the rule is min -1."));
    }

    @Test
    void anotherVersionIsNotCompared() {
        assertThatThrownBy(() -> compare(
                        EveryType.rows(ROWS).filter("id = 30"), pair.contract(), ContractMode.ENFORCE, "every/3"))
                .isInstanceOf(StepException.class)
                .hasMessage("The service answers with every/2, and batch scoring is by every/3. Run: make"
                        + " deploy-realtime-model");
    }

    @Test
    void aSampleDependsOnKeysAndSeedAlone() {
        Dataset<Row> rows = EveryType.valid(ROWS);

        List<Row> sample = SampledRows.of(rows, List.of("id"), 1_000, 1)
                .select("id")
                .orderBy("id")
                .collectAsList();
        List<Row> again = SampledRows.of(rows.repartition(7), List.of("id"), 1_000, 1)
                .select("id")
                .orderBy("id")
                .collectAsList();

        assertThat(sample).hasSizeBetween(850, 1_150).isEqualTo(again);
        assertThat(SampledRows.of(rows, List.of("id"), 1_000, 2)
                        .select("id")
                        .orderBy("id")
                        .collectAsList())
                .isNotEqualTo(sample);
        assertThat(SampledRows.of(rows, List.of(), ROWS, 1).count()).isEqualTo(ROWS);
    }

    private static ComparisonReport compare(Dataset<Row> rows, DataContract inputs, ContractMode mode, String version) {
        OnnxTransformation scoring = OnnxTransformation.of(pair.features())
                .then(pair.model())
                .withContract(inputs)
                .withFiniteOutputs("every/2");
        List<String> columns =
                pair.contract().columns().stream().map(column -> column.name()).toList();
        try (CoreService service = new CoreService(pair.ref(), pair.featuresFolder(), pair.modelFolder(), mode)) {
            return new BatchRealtimeComparison(scoring, columns, List.of("id"), 100, BatchRealtimeComparison.TOLERANCE)
                    .compare(rows, ScoringClient.chain(service.address(), Optional.empty()), version);
        }
    }
}
