package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes the rows of a publication to its branch, and checks them there.
 *
 * <p>An upsert is two commits on the branch: earlier rows with a key of the new ones are deleted by position, then the new
 * ones are appended. So the data files of the second commit are exactly the rows that changed, which is what a later step
 * reads, and no file of the earlier rows is rewritten.
 */
final class BranchWrite {
    private static final String WRITE_TO = "spark.wap.branch";

    private final SparkSession spark;
    private final LakeTable table;
    private final Dataset<Row> rows;
    private final EarlierRows earlier;
    private final Contract contract;
    private final Publication publication;
    private final DatasetName dataset;
    private final String branch;

    /** @param rows have the contract's columns in its order */
    BranchWrite(
            SparkSession spark,
            LakeTable table,
            Dataset<Row> rows,
            EarlierRows earlier,
            Contract contract,
            Publication publication) {
        this.spark = spark;
        this.table = table;
        this.rows = rows;
        this.earlier = earlier;
        this.contract = contract;
        this.publication = publication;
        this.dataset = contract.dataset();
        this.branch = LakeTable.branchOf(publication.tag());
    }

    /**
     * Writes.
     *
     * @param base the snapshot that the branch begins at
     * @return the head of the branch
     */
    long write(Optional<Long> base) {
        spark.conf().set(WRITE_TO, branch);
        try {
            if (earlier == EarlierRows.UPSERT && base.isPresent()) {
                upsert();
            } else {
                describe("writing " + dataset, () -> committing(summary(base), this::insert));
            }
        } catch (Exception e) {
            // Not only RuntimeException: Spark throws its checked exception without declaring it.
            throw explained(e);
        } finally {
            spark.conf().unset(WRITE_TO);
        }
        table.iceberg().refresh();
        requireOffMain(base);
        requireBranch();
        long head = table.headOf(branch);
        if (base.equals(Optional.of(head)) || !isOwn(head)) {
            throw new LakeException("What " + publication.tag() + " wrote to " + dataset + " is not on its branch "
                    + branch + ", where snapshot " + head + " is. Nothing was published. Run the step again.");
        }
        return head;
    }

    /** Checks the head of the branch: the rows that were added, where those before were checked under the same contract. */
    void audit(Optional<Long> base, long head) {
        Audit audit = new Audit(contract);
        FileStatistics statistics = new FileStatistics(table.iceberg(), head);
        Dataset<Row> all = LakeReader.stored(spark, dataset, head);
        Optional<Snapshot> before = table.find(SnapshotRef.current());
        boolean isChecked = before.isPresent()
                && base.equals(before.map(Snapshot::id))
                && contract.digest().equals(before.get().summary().get(Snapshot.CONTRACT_DIGEST));
        if (earlier == EarlierRows.REPLACE || !isChecked) {
            audit.require(all, earlierRows());
            return;
        }
        long parent = table.iceberg().snapshot(head).parentId();
        Dataset<Row> added = LakeReader.added(spark, dataset, parent, head);
        Dataset<Row> others =
                earlier == EarlierRows.APPEND ? LakeReader.stored(spark, dataset, base.orElseThrow()) : null;
        audit.requireAdded(new AddedRows(added, all, others, table.rows(head), statistics), earlierRows());
    }

    private void upsert() {
        Dataset<Row> kept = rows.persist(StorageLevel.DISK_ONLY());
        try {
            allowDeletesByPosition();
            describe(
                    "deleting earlier rows of " + dataset,
                    () -> committing(Map.of(LakeTable.UPSERT_OF, publication.tag()), () -> delete(kept)));
            describe("writing " + dataset, () -> committing(summary(table.mainId()), () -> insert(kept)));
        } finally {
            kept.unpersist();
        }
    }

    // A file that has one of the keys stays as it is: with keys anywhere, all files would be written again.
    private void allowDeletesByPosition() {
        table.change(current -> {
            if (!"merge-on-read".equals(current.properties().get(TableProperties.DELETE_MODE))) {
                current.updateProperties()
                        .set(TableProperties.DELETE_MODE, "merge-on-read")
                        .commit();
            }
        });
    }

    private Void delete(Dataset<Row> kept) {
        List<String> key = contract.definition().key();
        String view = "upsert_" + Long.toHexString(System.nanoTime());
        kept.select(key.stream().map(Audit::quoted).toArray(org.apache.spark.sql.Column[]::new))
                .createOrReplaceTempView(view);
        try {
            String same = key.stream()
                    .map(column -> "t.`" + column + "` = s.`" + column + "`")
                    .collect(Collectors.joining(" AND "));
            spark.sql("DELETE FROM " + dataset + " AS t WHERE EXISTS (SELECT 1 FROM " + view + " AS s WHERE " + same
                    + ")");
        } finally {
            spark.catalog().dropTempView(view);
        }
        return null;
    }

    private Void insert() {
        return insert(rows);
    }

    private Void insert(Dataset<Row> added) {
        DataFrameWriterV2<Row> writer = added.writeTo(dataset.toString());
        try {
            if (earlier == EarlierRows.REPLACE) {
                writer.overwrite(lit(true));
            } else {
                writer.append();
            }
            return null;
        } catch (NoSuchTableException e) {
            throw new LakeException(dataset + " was dropped while it was written. Run the step again.", e);
        }
    }

    private static void committing(Map<String, String> summary, java.util.concurrent.Callable<Void> work) {
        CommitMetadata.withCommitProperties(summary, work, RuntimeException.class);
    }

    // Spark heeds the branch only while the table's property says so, and anybody may change that.
    private void requireOffMain(Optional<Long> base) {
        if (table.mainId().filter(this::isOwn).isPresent()) {
            throw new LakeException(dataset + " has the rows of " + publication.tag()
                    + " on main, unchecked: the table's property " + TableProperties.WRITE_AUDIT_PUBLISH_ENABLED
                    + " was changed while they were written. "
                    + base.map(id -> "Take them back with CALL " + LakeSession.CATALOG
                                    + ".system.rollback_to_snapshot('" + dataset.stage() + "." + dataset.name() + "', "
                                    + id + ")")
                            .orElse("Take them back with DROP TABLE " + dataset)
                    + ", then run the step again.");
        }
    }

    private boolean isOwn(long snapshot) {
        Map<String, String> summary = table.iceberg().snapshot(snapshot).summary();
        return publication.tag().equals(summary.get(Snapshot.TAG))
                || publication.tag().equals(summary.get(LakeTable.UPSERT_OF));
    }

    void requireBranch() {
        if (!table.hasRef(branch)) {
            throw new LakeException("What " + publication.tag() + " wrote to " + dataset
                    + " was dropped by another run," + " which took it for dead. Run the step again.");
        }
    }

    private OptionalLong earlierRows() {
        return table.find(SnapshotRef.current()).stream()
                .mapToLong(Snapshot::rows)
                .findFirst();
    }

    private Map<String, String> summary(Optional<Long> base) {
        Map<String, String> summary = new HashMap<>(publication.summary());
        table.find(SnapshotRef.current())
                .map(Snapshot::contract)
                .filter(before -> !before.equals(contract))
                .ifPresent(before -> summary.put(
                        Snapshot.CONTRACT_CHANGE,
                        contract.compatibilityWith(before).toString()));
        summary.put(Snapshot.CONTRACT, contract.definition().compactJson());
        summary.put(Snapshot.CONTRACT_DIGEST, contract.digest());
        summary.put(Snapshot.TAG, publication.tag());
        summary.put(Snapshot.ROWS_BEFORE, (base.isPresent() ? earlier : EarlierRows.REPLACE).toString());
        return summary;
    }

    // Spark stops at the first null where none may be, and names no row; the audit does.
    private RuntimeException explained(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable spark && "NOT_NULL_ASSERT_VIOLATION".equals(spark.getCondition())) {
                new Audit(contract).require(rows, earlierRows());
            }
        }
        return new LakeException(
                "Writing " + dataset + " failed: " + LakeSession.rootMessage(failure) + ". Nothing was published.",
                failure);
    }

    void describe(String what, Runnable work) {
        String before = spark.sparkContext().getLocalProperty("spark.job.description");
        spark.sparkContext().setJobDescription(what + " (" + publication.tag() + ")");
        try {
            work.run();
        } finally {
            spark.sparkContext().setJobDescription(before);
        }
    }
}
