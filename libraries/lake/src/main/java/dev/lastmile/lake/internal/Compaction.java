package dev.lastmile.lake.internal;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.actions.RewriteDataFiles;
import org.apache.iceberg.actions.SizeBasedFileRewritePlanner;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.spark.actions.SparkActions;
import org.apache.spark.sql.SparkSession;

/**
 * Writes the files of a snapshot again, on a branch, as fewer and without deleted rows.
 *
 * <p>The number of rows is compared before {@code main} moves. A run that is killed leaves the branch, as a publication does.
 */
public final class Compaction {
    private static final String KEYS = "lastmile.";

    private final SparkSession spark;
    private final LakeTable table;
    private final DatasetName dataset;
    private final String tag;
    private final String branch;

    public Compaction(SparkSession spark, LakeTable table, DatasetName dataset, String tag) {
        this.spark = spark;
        this.table = table;
        this.dataset = dataset;
        this.tag = tag;
        this.branch = LakeTable.branchOf(tag);
    }

    /** The new snapshot; empty if nothing was to be written again. */
    public Optional<Snapshot> compact() {
        Snapshot current = table.find(SnapshotRef.current())
                .orElseThrow(() -> new LakeException("There is no snapshot of " + dataset + " to compact."));
        long base = table.mainId().orElseThrow();
        table.change(
                iceberg -> iceberg.manageSnapshots().createBranch(branch, base).commit());
        try {
            boolean hasDeletes = table.statistics(base).hasDeletes();
            Map<String, String> summary = summary(current);
            boolean isWritten = rewrite(summary) > 0;
            table.iceberg().refresh();
            // Iceberg drops those that are about one file with the file.
            if (table.statistics(table.headOf(branch)).hasDeletes()) {
                dropDeletes(summary);
            }
            table.iceberg().refresh();
            if (!isWritten && !hasDeletes) {
                table.abandon(tag);
                return Optional.empty();
            }
            long head = table.headOf(branch);
            if (table.rows(head) != current.rows()) {
                throw new LakeException("Compacting " + dataset + " gave " + table.rows(head) + " rows, and snapshot "
                        + current.id() + " has " + current.rows() + ". Nothing was published.");
            }
            publish(base, head);
            return table.find(SnapshotRef.id(head));
        } catch (RuntimeException e) {
            table.abandon(tag);
            throw e;
        }
    }

    private int rewrite(Map<String, String> summary) {
        var action = SparkActions.get(spark)
                .rewriteDataFiles(table.iceberg())
                .toBranch(branch)
                .option(SizeBasedFileRewritePlanner.MIN_INPUT_FILES, "2")
                // A file with a deleted row, so that no deletion is left.
                .option("delete-file-threshold", "1")
                .option(RewriteDataFiles.MAX_CONCURRENT_FILE_GROUP_REWRITES, "1");
        summary.forEach(action::snapshotProperty);
        return ((RewriteDataFiles) action).execute().rewrittenDataFilesCount();
    }

    // All files that they are about were written again.
    private void dropDeletes(Map<String, String> summary) {
        table.change(iceberg -> {
            RewriteFiles rewrite = iceberg.newRewrite().toBranch(branch);
            for (DeleteFile file : table.statistics(table.headOf(branch)).deleteFiles()) {
                rewrite.deleteFile(file);
            }
            summary.forEach(rewrite::set);
            rewrite.commit();
        });
    }

    private void publish(long base, long head) {
        table.change(iceberg -> iceberg.manageSnapshots().createTag(tag, head).commit());
        table.change(iceberg -> {
            if (table.mainId().equals(Optional.of(head))) {
                return; // by an earlier attempt, whose response was lost
            }
            if (!table.mainId().equals(Optional.of(base))) {
                throw new LakeException(dataset + " has been published by another run since " + tag
                        + " began, so the compacted files were not published. Run it again.");
            }
            try {
                iceberg.manageSnapshots()
                        .fastForwardBranch(org.apache.iceberg.SnapshotRef.MAIN_BRANCH, branch)
                        .removeBranch(branch)
                        .commit();
            } catch (IllegalArgumentException e) {
                throw new CommitFailedException(e, "%s has changed", dataset);
            }
        });
    }

    /** Of the snapshot whose rows these are: its contract and its lineage. */
    private Map<String, String> summary(Snapshot current) {
        Map<String, String> summary = new HashMap<>();
        current.summary().forEach((key, value) -> {
            if (key.startsWith(KEYS) && !key.equals(Snapshot.CONTRACT_CHANGE)) {
                summary.put(key, value);
            }
        });
        summary.put(Snapshot.COMPACTS, Long.toString(current.id()));
        summary.put(Snapshot.TAG, tag);
        return summary;
    }
}
