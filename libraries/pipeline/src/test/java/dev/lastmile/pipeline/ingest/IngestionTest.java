package dev.lastmile.pipeline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.text.TextFormat;
import dev.lastmile.pipeline.split.RowId;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {
    private static final String JSON = "{\"type\":\"struct\",\"fields\":["
            + "{\"name\":\"id\",\"type\":\"long\",\"nullable\":false,\"metadata\":{\"key\":true}},"
            + "{\"name\":\"name\",\"type\":\"string\",\"nullable\":true,\"metadata\":{}},"
            + "{\"name\":\"width\",\"type\":\"double\",\"nullable\":false,\"metadata\":{\"max\":9.5}}]}";
    private static final Contract TULIPS = Contract.parse(new DatasetName("raw", "tulips"), JSON);
    private static final AtomicInteger RUNS = new AtomicInteger();

    @TempDir
    Path folder;

    private Lake lake;

    @BeforeEach
    void openLake() {
        SharedSpark.session();
        lake = Lake.open("ingestion", LakeConfig.fromEnvironment(Map.of(), folder));
    }

    @Test
    void rowsArePublishedWithTheirLineAsIdAndTheDigestsOfTheirFiles() throws Exception {
        Path file = write("a.csv", "name,width\na,1\n\nb,2.5\n");

        Snapshot snapshot = ingest(source(file), strict()).orElseThrow();

        assertThat(rows()).containsExactly("2 a 1.0", "4 b 2.5");
        assertThat(snapshot.summary().get("lastmile.raw.files"))
                .contains("\"name\":\"" + file + "\"", "\"sha256\":\"" + sha256(file) + "\"", "\"positions\":4");
    }

    @Test
    void aFileThatIsInAddsNoRowsAndANewOneIsAppendedWithFurtherIds() throws Exception {
        Path first = write("2026-01.csv", "name,width\na,1\n");
        ingest(source(first), strict());
        Path second = write("2026-02.csv", "name,width\nb,2\nc,3\n");

        try (Ingestion again = open(source(first), strict())) {
            assertThat(again.files()).isEmpty();
            assertThat(again.skipped()).containsExactly(first + " is already in lake.raw.tulips under this contract");
        }
        ingest(source(folder.resolve("2026-*.csv")), strict());

        assertThat(rows()).containsExactly("2 a 1.0", "4 b 2.0", "5 c 3.0");
        try (Ingestion both = open(source(second.getParent()), strict())) {
            assertThat(both.files()).isEmpty();
            assertThat(both.skipped()).hasSize(2);
        }
    }

    @Test
    void theSameBytesUnderAnotherNameAreReadOnce() throws Exception {
        write("a.csv", "name,width\na,1\n");
        Path copy = write("b.csv", "name,width\na,1\n");

        try (Ingestion both = open(source(folder.resolve("*.csv")), strict())) {
            assertThat(both.files()).hasSize(1);
            assertThat(both.skipped()).containsExactly(copy + " has the same bytes as another of the files");
        }
    }

    @Test
    void underAChangedContractAllFilesReplaceTheRowsAndSomeAreAnError() throws Exception {
        Path first = write("2026-01.csv", "name,width\na,1\n");
        write("2026-02.csv", "name,width\nb,2\n");
        Path all = folder.resolve("2026-*.csv");
        ingest(source(all), strict());
        Contract wider = Contract.parse(TULIPS.dataset(), JSON.replace("9.5", "99"));

        assertThatThrownBy(() -> open(source(first), wider, strict()))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("The contract of lake.raw.tulips has changed", "2026-02.csv is not among them")
                .hasMessageContaining("--mode=replace");
        try (Ingestion both = open(source(all), wider, strict())) {
            assertThat(both.mode()).isEqualTo(IngestMode.REPLACE);
            assertThat(both.files()).hasSize(2);
        }
    }

    @Test
    void oneRecordThatDoesNotFitKeepsEverythingBack() throws Exception {
        ingest(source(write("good.csv", "name,width\na,1\n")), strict());
        List<Snapshot> before = lake.history(TULIPS.dataset());
        Path file = write("bad.csv", "name,width\n" + "b,2\n".repeat(3) + "c,5d\n" + "d,99\n".repeat(9));

        assertThatThrownBy(() -> ingest(source(file), strict()))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("10 of 13 records do not fit lake.raw.tulips. " + file
                        + " line 5 (byte 23): column width is \"5d\"; the rule is type double. " + file
                        + " line 6 (byte 28): column width is \"99\"; the rule is max 9.5. ")
                .hasMessageEndingWith("And 5 more. Correct the file or the contract, or set them aside with"
                        + " --on-reject=quarantine. Nothing was published.");
        assertThat(lake.history(TULIPS.dataset())).isEqualTo(before);
    }

    @Test
    void aFileOfRejectsAloneIsAnErrorAlsoUnderQuarantine() throws Exception {
        ingest(source(write("good.csv", "name,width\na,1\n")), strict());
        Path file = write("bad.csv", "name,width\nb,x\n");
        IngestRules any = new IngestRules(OnReject.QUARANTINE, 1, IngestMode.APPEND, Set.of("id"));

        assertThatThrownBy(() -> ingest(source(file), any))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("1 of 1 records do not fit");
        assertThat(rows()).containsExactly("2 a 1.0");
    }

    @Test
    void quarantineKeepsTheGoodRowsUpToARate() throws Exception {
        Path file = write("some.csv", "name,width\na,1\nb,x\nc,3\nd,\n");
        IngestRules half = new IngestRules(OnReject.QUARANTINE, 0.5, IngestMode.APPEND, Set.of("id"));
        IngestRules few = new IngestRules(OnReject.QUARANTINE, 0.49, IngestMode.APPEND, Set.of("id"));

        assertThatThrownBy(() -> ingest(source(file), few))
                .hasMessageContaining("2 of 4 records do not fit")
                .hasMessageContaining("more than --max-reject-rate=0.49 allows");
        assertThat(lake.current(TULIPS.dataset())).isEmpty();
        try (Ingestion ingestion = open(source(file), half)) {
            publish(ingestion, half);
            assertThat(rows()).containsExactly("2 a 1.0", "4 c 3.0");
            assertThat(ingestion
                            .rejected()
                            .drop("file", "sha256")
                            .orderBy("line")
                            .collectAsList())
                    .extracting(Row::toString)
                    .containsExactly("[3,15,width,x,type double]", "[5,23,width,null,not null]");
            assertThat(ingestion.rejected().select("sha256").distinct().first().getString(0))
                    .isEqualTo(sha256(file));
        }
    }

    @Test
    void positionsDoNotDependOnHowAFileIsSplit() throws Exception {
        StringBuilder text = new StringBuilder("name,width\r\n");
        String[] ends = {"\n", "\r\n", "\r", "\n\n", "\r\r\n"};
        for (int i = 0; text.length() < 5_000_000; i++) {
            text.append("n")
                    .append("x".repeat(i % 97))
                    .append(',')
                    .append(i % 9)
                    .append(ends[i % 7 % ends.length]);
        }
        Path plain = write("plain.csv", text.toString());
        Path gzip = folder.resolve("packed.csv.gz");
        Files.write(gzip, OddInput.gzip(text.toString()));

        try (Ingestion split = open(source(plain), strict());
                Ingestion whole = open(source(gzip), strict())) {
            assertThat(split.rows().rdd().getNumPartitions()).isGreaterThan(1);
            assertThat(split.files().get(0).positions())
                    .isEqualTo(whole.files().get(0).positions());
            assertThat(split.rows().exceptAll(whole.rows()).count()).isZero();
            assertThat(whole.rows().exceptAll(split.rows()).count()).isZero();
            assertThat(split.counts().records()).isEqualTo(split.rows().count());
        }
    }

    @Test
    void anotherDigestIsRejectedBeforeARowIsRead() throws Exception {
        Path file = write("a.csv", "name,width\na,oops\n");

        assertThatThrownBy(() -> open(source(file).expecting("00"), strict()))
                .isInstanceOf(StepException.class)
                .hasMessage("The raw file from " + file + " has SHA-256 " + sha256(file)
                        + ", expected 00. If the file is meant to be another one, pass --sha256=" + sha256(file) + ".");
        write("b.csv", "name,width\na,1\n");
        assertThatThrownBy(() -> open(source(folder.resolve("*.csv")).expecting("00"), strict()))
                .hasMessageContaining("--sha256 is the digest of one file")
                .hasMessageContaining("has 2");
    }

    @Test
    void aFileThatIsNotThereAndAKeyInAnAddressAreErrors() {
        assertThatThrownBy(() -> open(source(folder.resolve("none.csv")), strict()))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("none.csv cannot be read")
                .hasMessageContaining("--file");
        assertThatThrownBy(() -> open(RawSource.text("s3a://key:s3cret@bucket/a.csv", TextFormat.csv()), strict()))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("has a user or a password in it")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aFileThatHasABracketInItsNameIsNotAGlob() throws Exception {
        Path file = write("a [1].csv", "name,width\na,1\n");

        ingest(source(file), strict());

        assertThat(rows()).containsExactly("2 a 1.0");
    }

    @Test
    void headerOnlyFilesHaveNoRecords() throws Exception {
        Path file = write("a.csv", "name,width\n");

        assertThatThrownBy(() -> ingest(source(file), strict()))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("have no records, only a header: " + file);
        assertThat(lake.current(TULIPS.dataset())).isEmpty();
    }

    @Test
    void everyRuleOfTheContractHoldsInTextAndInParquet() throws Exception {
        Contract visits = Contract.parse(new DatasetName("raw", "visits"), """
                {"type": "struct", "fields": [
                  {"name": "n", "type": "integer", "nullable": false, "metadata": {"allowed": [1, 2]}},
                  {"name": "day", "type": "date", "nullable": false, "metadata": {"min": "1500-01-01"}},
                  {"name": "at", "type": "timestamp", "nullable": false, "metadata": {"max": "2026-01-01T00:00:00Z"}},
                  {"name": "local", "type": "timestamp_ntz", "nullable": false, "metadata": {"min": "1999-01-01T00:00:00"}},
                  {"name": "code", "type": "string", "nullable": true, "metadata": {"pattern": "[A-Z]+"}},
                  {"name": "price", "type": "decimal(6,2)", "nullable": true, "metadata": {"max": 99.5}}]}
                """);
        String good = "1,1500-01-01,2026-01-01T00:00:00Z,1999-01-01T00:00:00,AB,99.50";
        String[] rows = {
            good,
            good.replaceFirst("^1", "3"),
            good.replaceFirst("1500-01-01", "1499-12-31"),
            good.replaceFirst("00:00:00Z", "00:00:00.000001Z"),
            good.replaceFirst("1999-01-01T00:00:00", "1998-12-31T23:59:59.999999"),
            good.replaceFirst("AB", "Ab"),
            good.replaceFirst("99.50", "99.51")
        };
        String[] broken = {
            "[3,n,allowed [1, 2]]",
            "[4,day,min 1500-01-01]",
            "[5,at,max 2026-01-01T00:00:00Z]",
            "[6,local,min 1999-01-01T00:00:00]",
            "[7,code,pattern [A-Z]+]",
            "[8,price,max 99.5]"
        };
        Path text = write("visits.csv", "n,day,at,local,code,price\n" + String.join("\n", rows) + "\n");
        IngestRules rules = new IngestRules(OnReject.QUARANTINE, 1, IngestMode.REPLACE, Set.of());

        assertThat(rejects(visits, source(text), rules)).containsExactly(broken);

        Path parquet = folder.resolve("visits.parquet");
        SharedSpark.session()
                .read()
                .schema(visits.schema())
                .option("header", true)
                .csv(text.toString())
                .coalesce(1)
                .write()
                .parquet(parquet.toString());
        assertThat(rejects(visits, RawSource.parquet(parquet.toString()), rules))
                .containsExactly(java.util.Arrays.stream(broken)
                        .map(reject -> "[" + (reject.charAt(1) - '1') + reject.substring(2))
                        .toArray(String[]::new));
    }

    private List<String> rejects(Contract contract, RawSource source, IngestRules rules) {
        try (Ingestion ingestion = Ingestion.open(lake, contract, source, rules, folder, Map.of())) {
            assertThat(RawDataset.of(contract).rows(ingestion).count()).isEqualTo(1);
            return ingestion.rejected().orderBy("line").select("line", "column_name", "rule").collectAsList().stream()
                    .map(Row::toString)
                    .toList();
        }
    }

    @Test
    void parquetIsReadUnderTheSameRules() throws Exception {
        Path file = folder.resolve("tulips.parquet");
        SharedSpark.rows(
                        "name string, width float, other int",
                        new Object[] {"a", 1.5f, 1},
                        new Object[] {"b", 99f, 1},
                        new Object[] {"c", null, 1})
                .write()
                .parquet(file.toString());
        IngestRules rules = new IngestRules(OnReject.QUARANTINE, 1, IngestMode.APPEND, Set.of("id"));

        assertThatThrownBy(() -> ingest(RawSource.parquet(file.toString()), strict()))
                .hasMessageContaining("2 of 3 records do not fit")
                .hasMessageContaining("column width is \"99.0\"; the rule is max 9.5");
        try (Ingestion ingestion = open(RawSource.parquet(file.toString()), rules)) {
            publish(ingestion, rules);
            assertThat(ingestion
                            .rejected()
                            .select("line", "rule")
                            .orderBy("line")
                            .collectAsList())
                    .extracting(Row::toString)
                    .containsExactly("[2,max 9.5]", "[3,not null]");
        }
        assertThat(rows()).containsExactly("1 a 1.5");

        Path other = folder.resolve("other.parquet");
        SharedSpark.rows("name string, width string", new Object[] {"a", "1"})
                .write()
                .parquet(other.toString());
        assertThatThrownBy(() -> open(RawSource.parquet(other.toString()), strict()))
                .hasMessageContaining("has column width as string, and the contract as double");
    }

    private RawSource source(Path path) {
        return RawSource.text(path.toString(), TextFormat.csv());
    }

    private static IngestRules strict() {
        return IngestRules.strict(Set.of("id"));
    }

    private Ingestion open(RawSource source, IngestRules rules) {
        return open(source, TULIPS, rules);
    }

    private Ingestion open(RawSource source, Contract contract, IngestRules rules) {
        return Ingestion.open(lake, contract, source, rules, folder.resolve("downloads"), Map.of());
    }

    private java.util.Optional<Snapshot> ingest(RawSource source, IngestRules rules) {
        try (Ingestion ingestion = open(source, rules)) {
            return java.util.Optional.of(publish(ingestion, rules));
        }
    }

    private Snapshot publish(Ingestion ingestion, IngestRules rules) {
        RawDataset dataset = RawDataset.of(TULIPS).withRowId("id", RowId.position());
        Dataset<Row> rows = dataset.rows(ingestion);
        Publication publication =
                new Publication("run-" + RUNS.incrementAndGet(), ingestion.notes(), (boundary, name) -> {
                    if (boundary == PublishObserver.Boundary.AFTER_COMMIT) {
                        ingestion.requireAcceptable();
                    }
                });
        return ingestion.mode() == IngestMode.APPEND
                ? lake.append(rows, TULIPS, publication)
                : lake.publish(rows, TULIPS, publication);
    }

    private List<String> rows() {
        return lake.read(TULIPS, SnapshotRef.current()).orderBy("id").collectAsList().stream()
                .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2))
                .toList();
    }

    private static String sha256(Path file) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }
}
