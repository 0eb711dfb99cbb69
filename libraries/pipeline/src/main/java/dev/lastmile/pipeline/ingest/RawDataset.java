package dev.lastmile.pipeline.ingest;

import dev.lastmile.contract.DatasetRules;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.ingest.spark.TextPlan;
import dev.lastmile.pipeline.ingest.text.RecordReader;
import dev.lastmile.pipeline.split.RowId;
import dev.lastmile.pipeline.split.Split;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.step.StepRun.EarlierRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A raw dataset: the contract, and the columns of it that are not in the files. {@link #ingest} is what a raw step does.
 *
 * <p>Immutable; each {@code with} method returns a copy.
 */
public final class RawDataset {
    private static final String FILES = "raw_files.json";
    private static final String STATISTICS = "column_statistics.json";
    private static final String BATCH = "lastmile.raw.batch";

    private final Contract contract;
    private final String rowIdColumn;
    private final RowId rowId;
    private final String splitColumn;
    private final Split split;

    private RawDataset(Contract contract, String rowIdColumn, RowId rowId, String splitColumn, Split split) {
        this.contract = contract;
        this.rowIdColumn = rowIdColumn;
        this.rowId = rowId;
        this.splitColumn = splitColumn;
        this.split = split;
    }

    /** A dataset whose columns are all in the files. */
    public static RawDataset of(Contract contract) {
        return new RawDataset(contract, null, null, null, null);
    }

    /**
     * With a column that has the id of each row.
     *
     * @param column of type long
     */
    public RawDataset withRowId(String column, RowId id) {
        return new RawDataset(contract, column, id, splitColumn, split);
    }

    /**
     * With a column that has the side of each row.
     *
     * @param column of type string
     */
    public RawDataset withSplit(String column, Split rule) {
        return new RawDataset(contract, rowIdColumn, rowId, column, rule);
    }

    /** What the step publishes: the dataset and its rejects. */
    public List<DatasetName> outputs() {
        return List.of(contract.dataset(), rejects().dataset());
    }

    /** The contract of the records that did not fit. */
    public Contract rejects() {
        DatasetName dataset = contract.dataset();
        return Contract.parse(new DatasetName(dataset.stage(), dataset.name() + "_rejects"), TextPlan.REJECTS.json());
    }

    /** The rows of an ingestion with the columns that are not in the files. */
    public Dataset<Row> rows(Ingestion ingestion) {
        Dataset<Row> rows = upserts() ? LastOfKey.of(ingestion.rows(), fileKey()) : ingestion.rows();
        if (rowId != null) {
            rows = rows.withColumn(rowIdColumn, rowId.column(rows.col(RecordReader.POSITION)));
        }
        if (split != null) {
            rows = split.apply(rows, splitColumn);
        }
        return rows.drop(RecordReader.POSITION);
    }

    /**
     * Ingests files and publishes the next snapshot; if all files are in already, reports so and publishes nothing.
     *
     * @return the snapshot that is current afterwards
     * @throws StepException if a file or records do not fit; nothing is published then
     */
    public Snapshot ingest(StepRun run, RawSource source, RawOptions options) {
        Path downloads = run.project().root().resolve("data").resolve("downloads");
        Map<String, String> environment = run.project().environment();
        RawSource fetched = source.fetched(downloads, environment);
        IngestRules rules = options.rules(derivedColumns());
        try (Ingestion ingestion = Ingestion.open(run.lake(), contract, fetched, rules, downloads, environment)) {
            ingestion.skipped().forEach(run::report);
            log(run, fetched, ingestion);
            if (ingestion.files().isEmpty()) {
                Snapshot current = run.latestSnapshot(contract);
                run.report("0 rows added; " + current.rows() + " rows in " + contract.dataset() + ", snapshot "
                        + current.id() + ", as before");
                run.log().logDatasetUnchanged(current);
                return current;
            }
            EarlierRows earlier = ingestion.mode() == IngestMode.REPLACE
                    ? EarlierRows.REPLACE
                    : upserts() ? EarlierRows.UPSERT : EarlierRows.KEEP;
            PublishObserver observer = (boundary, dataset) -> reached(boundary, run, ingestion);
            Snapshot snapshot = run.publish(rows(ingestion), contract, earlier, ingestion.notes(), observer);
            IngestCounts counts = ingestion.counts();
            run.log().logMetrics(Map.of("raw.records", (double) counts.records(), "raw.rejects", (double)
                    counts.rejects()));
            Path statistics = run.log().temporaryFolder("statistics").resolve(STATISTICS);
            StatisticsFile.write(statistics, contract, run.lake().statistics(snapshot));
            run.log().uploadArtifact(STATISTICS, statistics);
            return snapshot;
        }
    }

    // Rejects are published before the good rows are: a run that is killed in between is repeated as a whole.
    private void reached(Boundary boundary, StepRun run, Ingestion ingestion) {
        if (boundary == Boundary.AFTER_COMMIT) {
            ingestion.requireAcceptable();
        } else if (boundary == Boundary.AFTER_TAG && ingestion.counts().rejects() > 0) {
            publishRejects(run, ingestion);
        }
    }

    private void publishRejects(StepRun run, Ingestion ingestion) {
        Contract rejects = rejects();
        String batch = contract.digest() + " " + IngestedFile.toJson(ingestion.files());
        boolean isIn = run.lake().history(rejects.dataset()).stream()
                .anyMatch(snapshot -> batch.equals(snapshot.summary().get(BATCH)));
        IngestCounts counts = ingestion.counts();
        run.report(counts.rejects() + " of " + counts.records() + " records do not fit; they are in "
                + rejects.dataset() + (isIn ? " already" : ""));
        counts.first().forEach(reject -> run.report("  " + reject));
        if (!isIn) {
            run.append(ingestion.rejected(), rejects, "rejects", Map.of(BATCH, batch));
        }
    }

    private boolean upserts() {
        return contract.definition().rules().load() == DatasetRules.Load.UPSERT;
    }

    // The id of a row that comes later is another one, unless it is made from a key of the file.
    private List<String> fileKey() {
        List<String> key = contract.definition().key();
        if (rowIdColumn == null || !key.contains(rowIdColumn)) {
            return key;
        }
        return rowId.key()
                .orElseThrow(() -> new StepException("Rows of " + contract.dataset()
                        + " cannot take the place of others by " + rowIdColumn
                        + ", which is their position in the files. Give"
                        + " the role key to columns of the file, or use RowId.ofKey."));
    }

    /** The columns of the contract that are not in the files. */
    public Set<String> derivedColumns() {
        Set<String> derived = new HashSet<>();
        if (rowId != null) {
            derived.add(rowIdColumn);
        }
        if (split != null) {
            derived.add(splitColumn);
        }
        return derived;
    }

    private static void log(StepRun run, RawSource source, Ingestion ingestion) {
        List<IngestedFile> files = ingestion.files();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("source", files.size() == 1 ? files.get(0).name() : source.location());
        parameters.put("files", Integer.toString(files.size()));
        if (files.size() == 1) {
            parameters.put("sha256", files.get(0).sha256());
        }
        run.log().logParameters(parameters);
        Path file = run.log().temporaryFolder("raw").resolve(FILES);
        try {
            Files.writeString(file, IngestedFile.toJson(files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run.log().uploadArtifact(FILES, file);
    }
}
