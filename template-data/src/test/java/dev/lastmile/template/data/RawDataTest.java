package dev.lastmile.template.data;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.lake.Lake;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.dataset.DatasetProperties;
import dev.lastmile.pipeline.ingest.IngestRules;
import dev.lastmile.pipeline.ingest.Ingestion;
import dev.lastmile.pipeline.ingest.RawSource;
import dev.lastmile.pipeline.training.TrainingRows;
import dev.lastmile.testing.SharedSpark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The raw file that travels with the code, or the sample of one that is too large for that. */
class RawDataTest {
    private static final String SAMPLE = "/raw/sample.txt";
    private static final DatasetProperties PROPERTIES = Datasets.PROJECT.properties();

    @TempDir
    static Path folder;

    private static Lake lake;
    private static Ingestion ingestion;
    private static Dataset<Row> rows;

    @BeforeAll
    static void ingest() {
        SharedSpark.session();
        lake = Lake.open("template-data tests", LakeConfig.fromEnvironment(Map.of(), folder));
        RawSource source = RawSource.text(RawSource.resource(file()), PROPERTIES.format());
        if (PROPERTIES.file().isPresent()) {
            source = source.expecting(PROPERTIES.sha256().orElseThrow());
        }
        Set<String> derived = new HashSet<>(Datasets.RAW_DATASET.derivedColumns());
        ingestion = Ingestion.open(lake, Datasets.RAW, source, IngestRules.strict(derived), folder, Map.of());
        rows = Datasets.RAW_DATASET.rows(ingestion);
    }

    @AfterAll
    static void close() {
        ingestion.close();
    }

    @Test
    void theFileKeepsItsContractAndNoRecordIsLost() throws IOException {
        Snapshot snapshot = lake.publish(rows, Datasets.RAW, Publication.tagged("run-all"));

        ingestion.requireAcceptable();
        assertThat(ingestion.counts().rejects()).isZero();
        assertThat(snapshot.rows()).isEqualTo(ingestion.counts().records());
        if (!PROPERTIES.format().syntax().multiLine()) {
            assertThat(snapshot.rows()).isEqualTo(lines() - (PROPERTIES.format().header() ? 1 : 0));
        }
        assertThat(lake.read(Datasets.RAW, SnapshotRef.current()).schema().fieldNames())
                .isEqualTo(Datasets.RAW.schema().fieldNames());
    }

    @Test
    void everyRowWithALabelIsOnOneSideAndNoSideHasOneLabelAlone() {
        TrainingRows sides = Datasets.PROJECT.rows(rows);
        long training = sides.training().count();
        long heldOut = sides.heldOut().count();

        assertThat(training + sides.validation().count() + heldOut)
                .isEqualTo(
                        rows.filter(col("`" + Datasets.LABEL + "`").isNotNull()).count());
        assertThat(training).isGreaterThan(heldOut);
        Set<String> allowed = Datasets.RAW
                .definition()
                .column(Datasets.LABEL)
                .orElseThrow()
                .values()
                .allowed();
        if (!allowed.isEmpty()) {
            // A class of a few rows may be on one side.
            assertThat(allowed).containsAll(labels(sides.training())).containsAll(labels(sides.heldOut()));
            assertThat(labels(sides.training())).hasSizeGreaterThan(1);
            assertThat(labels(sides.heldOut())).hasSizeGreaterThan(1);
        }
    }

    // tag::refused[]
    @Test
    void aRowThatComesTwiceIsRejectedByItsKeyAndNothingIsPublished() {
        lake.publish(rows, Datasets.RAW, Publication.tagged("run-once"));
        Dataset<Row> twice = rows.union(rows.limit(1));
        List<Snapshot> before = lake.history(Datasets.RAW.dataset());

        assertThatThrownBy(() -> lake.publish(twice, Datasets.RAW, Publication.tagged("run-twice")))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining(Datasets.RAW.dataset().toString())
                .hasMessageContaining(Datasets.KEY)
                .hasMessageContaining("in 2 rows");
        assertThat(lake.history(Datasets.RAW.dataset())).isEqualTo(before);
    }
    // end::refused[]

    private static Set<String> labels(Dataset<Row> rows) {
        Set<String> labels = new HashSet<>();
        rows.select(col("`" + Datasets.LABEL + "`").cast("string"))
                .distinct()
                .collectAsList()
                .forEach(row -> labels.add(row.getString(0)));
        return labels;
    }

    private static String file() {
        return PROPERTIES.file().orElse(SAMPLE);
    }

    /** The lines of the file that are not empty: one record each, unless a field has a line break. */
    private static long lines() throws IOException {
        try (InputStream in = RawDataTest.class.getResourceAsStream(file())) {
            byte[] bytes = in.readAllBytes();
            boolean gzip = bytes[0] == 0x1f && (bytes[1] & 0xFF) == 0x8b;
            byte[] plain = gzip ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
            String text = new String(plain, Charset.forName(PROPERTIES.format().charset()));
            return Arrays.stream(text.split("\\R"))
                    .filter(line -> !line.isBlank())
                    .count();
        }
    }
}
