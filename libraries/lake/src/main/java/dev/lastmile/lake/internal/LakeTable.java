package dev.lastmile.lake.internal;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeConfig;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.RESTException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.spark.SparkSchemaUtil;

/**
 * The Iceberg table of a dataset.
 *
 * <p>Published are the snapshots that {@code main} has been at and that carry a contract and a tag; all others are
 * leftovers of runs, or somebody else's, and are not told of.
 */
public final class LakeTable {
    /** Key of a commit's summary: the publication that deletes the rows which it is about to write again. */
    static final String UPSERT_OF = "lastmile.upsert.of";

    private static final int ATTEMPTS = 20;
    // Each of them has the summaries of all snapshots.
    private static final String METADATA_VERSIONS = "20";

    private final DatasetName dataset;
    private final Table table;

    private LakeTable(DatasetName dataset, Table table) {
        this.dataset = dataset;
        this.table = table;
    }

    /** The tables that are named as datasets are, by name. */
    public static List<DatasetName> all(Catalog catalog) {
        List<DatasetName> datasets = new ArrayList<>();
        try {
            for (Namespace stage : ((SupportsNamespaces) catalog).listNamespaces()) {
                for (TableIdentifier table : catalog.listTables(stage)) {
                    String name = stage + "." + table.name();
                    if (name.matches("[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*")) {
                        datasets.add(DatasetName.parse(name));
                    }
                }
            }
        } catch (UncheckedSQLException | RESTException e) {
            throw unanswered(e);
        }
        datasets.sort(Comparator.comparing(DatasetName::toString));
        return datasets;
    }

    /** The table as it is now; empty if nobody has published into the dataset. */
    public static Optional<LakeTable> find(Catalog catalog, DatasetName dataset) {
        try {
            return Optional.of(new LakeTable(dataset, catalog.loadTable(identifier(dataset))));
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            return Optional.empty();
        } catch (UncheckedSQLException | RESTException e) {
            throw unanswered(e);
        }
    }

    /** The table as it is now, new and empty if need be. */
    static LakeTable findOrCreate(Catalog catalog, Contract contract) {
        DatasetName dataset = contract.dataset();
        return find(catalog, dataset).orElseGet(() -> {
            try {
                return new LakeTable(dataset, create(catalog, contract));
            } catch (AlreadyExistsException e) {
                return new LakeTable(dataset, catalog.loadTable(identifier(dataset)));
            } catch (NoSuchNamespaceException e) {
                throw new LakeException(
                        "The catalog has no schema " + dataset.stage() + ", and it does not make one by itself. Make it"
                                + " there, as with CREATE SCHEMA.",
                        e);
            }
        });
    }

    private static Table create(Catalog catalog, Contract contract) {
        return catalog.buildTable(identifier(contract.dataset()), SparkSchemaUtil.convert(contract.schema()))
                .withPartitionSpec(PartitionSpec.unpartitioned())
                // Lets a first snapshot be written to a branch while main does not exist.
                .withProperty(TableProperties.WRITE_AUDIT_PUBLISH_ENABLED, "true")
                .withProperty(TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED, "true")
                .withProperty(TableProperties.METADATA_PREVIOUS_VERSIONS_MAX, METADATA_VERSIONS)
                .create();
    }

    /** Deletes the table and its files; whether there was one. */
    public static boolean drop(Catalog catalog, DatasetName dataset) {
        try {
            return catalog.dropTable(identifier(dataset), true);
        } catch (UncheckedSQLException | RESTException e) {
            throw unanswered(e);
        }
    }

    /** What is known of the files of a snapshot. */
    public FileStatistics statistics(long id) {
        return new FileStatistics(table, id);
    }

    /** Published snapshots, newest first. */
    public List<Snapshot> history() {
        List<Snapshot> snapshots = new ArrayList<>();
        for (org.apache.iceberg.Snapshot at = table.currentSnapshot(); at != null; at = parent(at)) {
            String tag = at.summary().get(Snapshot.TAG);
            // A compaction may be two commits, of which the last is the published one.
            boolean isPart = !snapshots.isEmpty()
                    && snapshots.get(snapshots.size() - 1).tag().equals(tag);
            if (at.summary().containsKey(Snapshot.CONTRACT) && tag != null && !isPart) {
                snapshots.add(published(at));
            }
        }
        return snapshots;
    }

    /** A published snapshot. */
    public Optional<Snapshot> find(SnapshotRef ref) {
        List<Snapshot> history = history();
        if (ref instanceof SnapshotRef.Id id) {
            return first(history, snapshot -> snapshot.id() == id.id());
        } else if (ref instanceof SnapshotRef.Tag tag) {
            return first(history, snapshot -> snapshot.tag().equals(tag.tag()));
        }
        return first(history, snapshot -> true);
    }

    Table iceberg() {
        return table;
    }

    /** The id of the snapshot that {@code main} is at, whoever wrote it. */
    public Optional<Long> mainId() {
        return Optional.ofNullable(table.currentSnapshot()).map(org.apache.iceberg.Snapshot::snapshotId);
    }

    /** The id of the newest snapshot of a branch. */
    long headOf(String branch) {
        return table.refs().get(branch).snapshotId();
    }

    boolean hasRef(String name) {
        return table.refs().containsKey(name);
    }

    boolean isPublished(long id) {
        return first(history(), snapshot -> snapshot.id() == id).isPresent();
    }

    /**
     * Changes the table in one commit, again from its new state if another commit came between.
     *
     * @param change makes and commits the change; sees the newest state; runs once or more
     */
    void change(Consumer<Table> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                table.refresh();
                change.accept(table);
                return;
            } catch (UncheckedSQLException e) {
                throw unanswered(e);
            } catch (RESTException e) {
                throw new LakeException(
                        "The catalog does not do what publishing " + dataset + " needs: " + LakeSession.rootMessage(e)
                                + ". A snapshot is written to a branch, checked there and tagged before it is published;"
                                + " a catalog that rejects branches or tags cannot hold the lake. Nothing was"
                                + " published. Check " + LakeConfig.CATALOG_URI + ".",
                        e);
            } catch (CommitFailedException e) {
                if (attempt == ATTEMPTS) {
                    throw new LakeException(
                            dataset + " could not be changed in " + ATTEMPTS
                                    + " attempts, each time another process was faster. Run the step again.",
                            e);
                }
                Backoff.pause(attempt);
            }
        }
    }

    /** Sees to it that what Spark writes for a branch goes there, also if the table has lost the property for it. */
    void allowBranchWrites() {
        change(current -> {
            if (!"true".equals(current.properties().get(TableProperties.WRITE_AUDIT_PUBLISH_ENABLED))) {
                current.updateProperties()
                        .set(TableProperties.WRITE_AUDIT_PUBLISH_ENABLED, "true")
                        .commit();
            }
        });
    }

    /**
     * Drops the branch of a run, and the tag if it is on the head of that branch; both also for the parts of the run,
     * whose tags begin with the tag and a dash.
     *
     * <p>A tag without its branch stays: publishing drops the branch, so the snapshot was published, even if
     * {@code main} has been rolled back behind it or its descendants have expired.
     */
    public void abandon(String tag) {
        change(current -> {
            var update = current.manageSnapshots();
            boolean found = false;
            for (Map.Entry<String, org.apache.iceberg.SnapshotRef> ref :
                    current.refs().entrySet()) {
                String name = ref.getKey();
                if (ref.getValue().isBranch() && isOf(name, branchOf(tag))) {
                    update.removeBranch(name);
                    found = true;
                } else if (ref.getValue().isTag()
                        && isOf(name, tag)
                        && isUnpublished(name, ref.getValue().snapshotId())) {
                    update.removeTag(name);
                    found = true;
                }
            }
            if (found) {
                update.commit();
            }
        });
    }

    private boolean isUnpublished(String tag, long id) {
        String branch = branchOf(tag);
        return hasRef(branch) && table.refs().get(branch).isBranch() && headOf(branch) == id && !isPublished(id);
    }

    /** The branch that a publication writes to. */
    static String branchOf(String tag) {
        return "wap-" + tag;
    }

    private static boolean isOf(String name, String tag) {
        return name.equals(tag) || name.startsWith(tag + "-");
    }

    private org.apache.iceberg.Snapshot parent(org.apache.iceberg.Snapshot snapshot) {
        return snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }

    /** How many rows a snapshot has, published or not. */
    long rows(long id) {
        return rows(table.snapshot(id));
    }

    // No row is deleted twice, as only publications delete, one after the other.
    private static long rows(org.apache.iceberg.Snapshot snapshot) {
        return Long.parseLong(snapshot.summary().get("total-records"))
                - Long.parseLong(snapshot.summary().getOrDefault("total-position-deletes", "0"));
    }

    private Snapshot published(org.apache.iceberg.Snapshot snapshot) {
        return new Snapshot(
                dataset,
                snapshot.snapshotId(),
                rows(snapshot),
                snapshot.summary().get(Snapshot.TAG),
                snapshot.summary(),
                Instant.ofEpochMilli(snapshot.timestampMillis()));
    }

    private static LakeException unanswered(RuntimeException failure) {
        return new LakeException(
                "The catalog does not answer: " + LakeSession.rootMessage(failure)
                        + ". Check that the database runs, and " + LakeConfig.CATALOG_URI + ".",
                failure);
    }

    private static Optional<Snapshot> first(List<Snapshot> snapshots, Predicate<Snapshot> wanted) {
        return snapshots.stream().filter(wanted).findFirst();
    }

    private static TableIdentifier identifier(DatasetName dataset) {
        return TableIdentifier.of(dataset.stage(), dataset.name());
    }
}
