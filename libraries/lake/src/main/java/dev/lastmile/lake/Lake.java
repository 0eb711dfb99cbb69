package dev.lastmile.lake;

import dev.lastmile.lake.internal.Compaction;
import dev.lastmile.lake.internal.EarlierRows;
import dev.lastmile.lake.internal.LakeChanges;
import dev.lastmile.lake.internal.LakeReader;
import dev.lastmile.lake.internal.LakeSession;
import dev.lastmile.lake.internal.LakeTable;
import dev.lastmile.lake.internal.WriteAuditPublish;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Datasets that never change: each publication is a new snapshot, checked against the dataset's contract, tagged with
 * its run, and then made the current one in a single commit.
 *
 * <p>Readers see published snapshots only. Nothing here deletes one, and as every one is tagged, neither does Iceberg's
 * own expiry. One lake serves one run, on one thread.
 */
public final class Lake {
    private final SparkSession spark;
    private final LakeConfig config;
    private final Catalog catalog;
    // What main was at when this run began on the dataset; empty for a dataset without a snapshot.
    private final Map<DatasetName, Optional<Long>> bases = new HashMap<>();

    /**
     * A lake on a session of {@link #openSession}.
     *
     * @throws LakeException if the session has no catalog {@code lake}
     */
    public Lake(SparkSession spark, LakeConfig config) {
        this.spark = Objects.requireNonNull(spark);
        this.config = Objects.requireNonNull(config);
        this.catalog = LakeSession.catalog(spark);
    }

    /**
     * Opens a Spark session with the catalog {@code lake}, and creates the folders of a local catalog and warehouse, which
     * only the user can read.
     *
     * <p>Where {@code spark-submit} has decided something it stays; on a local master the rest is set for small data.
     * If this JVM has a session already, the new one shares its context.
     *
     * @throws LakeException if the catalog cannot be opened
     */
    public static SparkSession openSession(String appName, LakeConfig config) {
        config.catalogFile().ifPresent(Lake::createCatalog);
        config.warehouseFolder().ifPresent(Lake::create);
        return LakeSession.open(appName, config);
    }

    /**
     * Opens a session as {@link #openSession} does, and the lake on it.
     *
     * @throws LakeException if the catalog cannot be opened
     */
    public static Lake open(String appName, LakeConfig config) {
        return new Lake(openSession(appName, config), config);
    }

    /** The session that the lake is the catalog {@code lake} of. */
    public SparkSession session() {
        return spark;
    }

    /** The snapshot that was published last. */
    public Optional<Snapshot> current(DatasetName dataset) {
        return find(dataset, SnapshotRef.current());
    }

    /** All datasets, by name. */
    public List<DatasetName> datasets() {
        return LakeTable.all(catalog);
    }

    /** Every published snapshot, newest first. */
    public List<Snapshot> history(DatasetName dataset) {
        return LakeTable.find(catalog, dataset).map(LakeTable::history).orElse(List.of());
    }

    /** A published snapshot. */
    public Optional<Snapshot> find(DatasetName dataset, SnapshotRef ref) {
        return LakeTable.find(catalog, dataset).flatMap(table -> table.find(ref));
    }

    /**
     * Reads a published snapshot. What comes has the columns, types and nullability of the contract that is passed in; a
     * column that is newer than the snapshot is null.
     *
     * @throws LakeException if there is no such snapshot, or its own contract is not compatible with this one
     */
    public Dataset<Row> read(Contract contract, SnapshotRef ref) {
        DatasetName dataset = contract.dataset();
        Snapshot snapshot = find(dataset, ref).orElseThrow(() -> unknown(dataset, ref));
        return LakeReader.read(spark, contract, snapshot);
    }

    /**
     * Notes what is current now: a later {@link #publish} of this lake fails if another run has published since.
     *
     * <p>Without it, {@code publish} notes so when it starts.
     */
    public void begin(DatasetName dataset) {
        bases.put(dataset, LakeTable.find(catalog, dataset).flatMap(LakeTable::mainId));
    }

    /**
     * Publishes rows as the next snapshot, in place of all rows of the one before. The contract may have changed: checks
     * may, columns may be added, types widened.
     *
     * @param rows have the contract's columns under their names, in any order
     * @throws LakeException if the columns are not the contract's; if a row breaks the contract, with an example; if
     *     there is no row; if the contract takes a column away or changes its type; if the tag is taken; if another run
     *     has published in the meantime. Nothing is published then, and nothing of the run stays
     */
    public Snapshot publish(Dataset<Row> rows, Contract contract, Publication publication) {
        return publish(rows, contract, publication, EarlierRows.REPLACE);
    }

    /**
     * As {@link #publish}, with the rows of the snapshot before as well: the next snapshot has both. What a contract asks
     * for is checked on all of them, such as that a key is there once; where the rows before were checked under the same
     * contract, on the new rows and their keys.
     */
    public Snapshot append(Dataset<Row> rows, Contract contract, Publication publication) {
        return publish(rows, contract, publication, EarlierRows.APPEND);
    }

    /**
     * As {@link #append}, with each of the rows in place of the one of the snapshot before that has the same key.
     *
     * @param rows have each key once
     * @throws LakeException also if the contract has no key
     */
    public Snapshot upsert(Dataset<Row> rows, Contract contract, Publication publication) {
        if (contract.definition().key().isEmpty()) {
            throw new LakeException(
                    "Rows of " + contract.dataset() + " cannot take the place of others, as its contract"
                            + " has no key. Give the role key to the columns that identify a row.");
        }
        return publish(rows, contract, publication, EarlierRows.UPSERT);
    }

    /**
     * The rows that a snapshot has and an earlier one does not.
     *
     * @return empty if the earlier one's rows were replaced in between, or if it is not an ancestor
     */
    public Optional<Changes> changes(Contract contract, Snapshot earlier, Snapshot later) {
        return LakeTable.find(catalog, contract.dataset())
                .flatMap(table -> new LakeChanges(spark, table, contract).between(earlier, later));
    }

    /** Statistics of the columns of a snapshot, as Iceberg has collected them while the rows were written, by name. */
    public Map<String, ColumnStatistics> statistics(Snapshot snapshot) {
        return LakeTable.find(catalog, snapshot.dataset())
                .map(table -> table.statistics(snapshot.id()).columns())
                .orElse(Map.of());
    }

    /**
     * Writes the rows of the current snapshot into fewer files, and publishes that as the next snapshot: the rows are the
     * same, and what its publication said stays. Earlier snapshots and their files stay as well.
     *
     * @return the new snapshot; empty if the files are as they should be
     * @throws LakeException if there is no snapshot, or another run publishes in the meantime
     */
    public Optional<Snapshot> compact(DatasetName dataset, String tag) {
        LakeTable table = LakeTable.find(catalog, dataset).orElseThrow(() -> unknown(dataset, SnapshotRef.current()));
        Optional<Snapshot> compacted = new Compaction(spark, table, dataset, tag).compact();
        compacted.ifPresent(snapshot -> bases.computeIfPresent(dataset, (name, before) -> Optional.of(snapshot.id())));
        return compacted;
    }

    /**
     * Deletes a dataset with all its snapshots and files, for a new beginning in development.
     *
     * @return whether there was one
     */
    public boolean drop(DatasetName dataset) {
        bases.remove(dataset);
        return LakeTable.drop(catalog, dataset);
    }

    private Snapshot publish(Dataset<Row> rows, Contract contract, Publication publication, EarlierRows earlier) {
        WriteAuditPublish work = new WriteAuditPublish(spark, catalog, rows, earlier, contract, publication);
        Optional<Long> base = bases.getOrDefault(contract.dataset(), work.mainId());
        Snapshot snapshot = work.publish(base);
        bases.computeIfPresent(contract.dataset(), (dataset, before) -> Optional.of(snapshot.id()));
        return snapshot;
    }

    /**
     * Drops what a killed run has left: its branch, and its tag unless it is on a published snapshot; also those of its
     * parts, whose tags are the tag, a dash and more. Published snapshots stay. Does nothing if there is nothing.
     */
    public void abandon(DatasetName dataset, String tag) {
        LakeTable.find(catalog, dataset).ifPresent(table -> table.abandon(tag));
    }

    /** The configuration that it works with. */
    public LakeConfig config() {
        return config;
    }

    private LakeException unknown(DatasetName dataset, SnapshotRef ref) {
        List<Snapshot> history = history(dataset);
        return new LakeException(
                history.isEmpty()
                        ? "There is no " + dataset + " yet. Run the step that publishes it."
                        : dataset + " has no published " + ref + ". The newest is snapshot "
                                + history.get(0).id() + " with tag "
                                + history.get(0).tag() + ", one of "
                                + history.size() + ".");
    }

    // SQLite takes an empty file for a new database, and gives what it writes beside it the same permissions.
    private static void createCatalog(Path file) {
        create(file.getParent());
        try {
            LocalFiles.createFile(file);
        } catch (IOException e) {
            throw new LakeException(
                    "The file " + file + " cannot be created: " + e.getMessage() + ". Check " + LakeConfig.CATALOG_URI
                            + ".",
                    e);
        }
    }

    private static void create(Path folder) {
        try {
            LocalFiles.createFolder(folder);
        } catch (IOException e) {
            throw new LakeException(
                    "The folder " + folder + " cannot be created: " + e.getMessage() + ". Check "
                            + LakeConfig.CATALOG_URI + " and " + LakeConfig.WAREHOUSE + ".",
                    e);
        }
    }
}
