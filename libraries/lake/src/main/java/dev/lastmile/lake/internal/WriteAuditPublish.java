package dev.lastmile.lake.internal;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import java.util.Optional;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One publication: rows go to a branch of the run, are checked there and tagged, then {@code main} moves to them.
 *
 * <p>Every step is one commit to the catalog, so a process that dies leaves the state before or after it. Until the last
 * one, nothing that a reader looks at has changed.
 */
public final class WriteAuditPublish {
    private static final String MAIN = org.apache.iceberg.SnapshotRef.MAIN_BRANCH;

    private final SparkSession spark;
    private final BranchWrite writing;
    private final LakeTable table;
    private final Contract contract;
    private final Publication publication;
    private final DatasetName dataset;
    private final String branch;

    /**
     * Checks that the rows can be written, and makes the table if there is none.
     *
     * @param data have the contract's columns under their names, in any order
     * @throws LakeException naming the columns, if they are not the contract's
     */
    public WriteAuditPublish(
            SparkSession spark,
            Catalog catalog,
            Dataset<Row> data,
            EarlierRows earlier,
            Contract contract,
            Publication publication) {
        this.spark = spark;
        this.contract = contract;
        this.publication = publication;
        this.dataset = contract.dataset();
        requireOwn(data);
        Dataset<Row> rows = ContractShape.forWriting(data, contract);
        this.branch = LakeTable.branchOf(publication.tag());
        this.table = LakeTable.findOrCreate(catalog, contract);
        this.writing = new BranchWrite(spark, table, rows, earlier, contract, publication);
    }

    /** The id of the snapshot that {@code main} is at. */
    public Optional<Long> mainId() {
        return table.mainId();
    }

    /**
     * Publishes.
     *
     * @param base the snapshot that {@code main} has to be at; empty if it may not be there yet
     */
    public Snapshot publish(Optional<Long> base) {
        requireFree();
        requireMainAt(base);
        TableSchema.follow(table, contract);
        long id;
        try {
            ContractFile.write(table.iceberg(), contract);
            table.allowBranchWrites();
            // Without a snapshot there is nothing to branch from; the commit makes the branch.
            base.ifPresent(snapshot -> table.change(iceberg ->
                    iceberg.manageSnapshots().createBranch(branch, snapshot).commit()));
            reached(Boundary.BEFORE_COMMIT);
            id = writing.write(base);
            reached(Boundary.AFTER_COMMIT);
            writing.describe("checking " + dataset + " against its contract", () -> writing.audit(base, id));
            tag(id);
            reached(Boundary.AFTER_TAG);
            moveMain(base, id);
        } catch (Throwable e) {
            abandon(e);
            throw unchecked(e);
        }
        reached(Boundary.AFTER_PUBLISH);
        return table.find(SnapshotRef.id(id)).orElseThrow();
    }

    // The branch to write to is a setting of the session: in another one, rows would go straight to main.
    private void requireOwn(Dataset<Row> data) {
        if (data.sparkSession() != spark) {
            throw new LakeException("The rows for " + dataset + " belong to another Spark session than the lake."
                    + " Read or make them with the session that the lake was opened on.");
        }
    }

    private void requireFree() {
        for (String name : new String[] {publication.tag(), branch}) {
            if (table.hasRef(name)) {
                throw new LakeException(dataset + " already has a snapshot " + name
                        + ". A tag names one snapshot permanently: publish under another.");
            }
        }
    }

    private void requireMainAt(Optional<Long> base) {
        if (!table.mainId().equals(base)) {
            String winner = table.find(SnapshotRef.current())
                    .map(snapshot -> snapshot.tag() + " (snapshot " + snapshot.id() + ")")
                    .orElse("another run");
            throw new LakeException(dataset + " has been published by " + winner + " since " + publication.tag()
                    + " began, so " + publication.tag() + " was not published. Run the step again.");
        }
    }

    private void tag(long id) {
        table.change(iceberg -> {
            writing.requireBranch();
            iceberg.manageSnapshots().createTag(publication.tag(), id).commit();
        });
    }

    /** In one commit, which fails if anything else has been committed in between; then it is looked at again. */
    private void moveMain(Optional<Long> base, long id) {
        try {
            commitMain(base, id);
        } catch (RuntimeException e) {
            if (!isPublished(id, e)) {
                throw e;
            }
        }
    }

    /**
     * What has become of the last commit, whose response may be lost. Every commit names the state that it follows: once
     * the branch is dropped, the lost one can no longer happen.
     *
     * @throws LakeException if the catalog does not tell
     */
    private boolean isPublished(long id, RuntimeException failure) {
        try {
            table.abandon(publication.tag());
            return table.isPublished(id);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            throw new LakeException(
                    "Whether " + publication.tag() + " has published " + dataset
                            + " is unknown: the catalog was lost at the"
                            + " last commit, and does not answer since (" + LakeSession.rootMessage(failure)
                            + "). Either all of it is published, or nothing. Once the catalog answers, look for the tag "
                            + publication.tag() + " in the history of " + dataset
                            + ": if its newest snapshot does not have it, run the step again.",
                    failure);
        }
    }

    private void commitMain(Optional<Long> base, long id) {
        table.change(iceberg -> {
            if (table.mainId().equals(Optional.of(id))) {
                return; // by an earlier attempt, whose response was lost
            }
            requireMainAt(base);
            writing.requireBranch();
            try {
                iceberg.manageSnapshots()
                        .fastForwardBranch(MAIN, branch)
                        .removeBranch(branch)
                        .commit();
            } catch (IllegalArgumentException e) {
                // Iceberg has looked later than the two checks above: they look again and say it by name.
                throw new CommitFailedException(e, "%s has changed", dataset);
            }
        });
    }

    private RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException exception
                ? exception
                : new LakeException(
                        "Publishing " + dataset + " failed: " + LakeSession.rootMessage(failure)
                                + ". Nothing was published.",
                        failure);
    }

    private void abandon(Throwable failure) {
        try {
            table.abandon(publication.tag());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void reached(Boundary boundary) {
        publication.observer().reached(boundary, dataset);
    }
}
