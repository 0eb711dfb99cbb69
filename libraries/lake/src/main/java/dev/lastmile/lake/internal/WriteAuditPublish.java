package dev.lastmile.lake.internal;

import static org.apache.spark.sql.functions.lit;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.PublishObserver.Boundary;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.spark.CommitMetadata;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.DataFrameWriterV2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * One publication: rows go to a branch of the run, are checked there and tagged, then {@code main} moves to them.
 *
 * <p>Every step is one commit to the catalog, so a process that dies leaves the state before or after it. Until the last
 * one, nothing that a reader looks at has changed.
 */
public final class WriteAuditPublish {
    private static final String WRITE_TO = "spark.wap.branch";
    private static final String MAIN = org.apache.iceberg.SnapshotRef.MAIN_BRANCH;

    /** What becomes of the rows of the snapshot before. */
    public enum Rows {
        REPLACE,
        APPEND
    }

    private final SparkSession spark;
    private final Dataset<Row> rows;
    private final Rows earlier;
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
            Rows earlier,
            Contract contract,
            Publication publication) {
        this.spark = spark;
        this.earlier = earlier;
        this.contract = contract;
        this.publication = publication;
        this.dataset = contract.dataset();
        requireOwn(data);
        this.rows = ContractShape.forWriting(data, contract);
        this.branch = LakeTable.branchOf(publication.tag());
        this.table = LakeTable.findOrCreate(catalog, contract);
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
            writeContract(table.iceberg());
            table.allowBranchWrites();
            // Without a snapshot there is nothing to branch from; the commit makes the branch.
            base.ifPresent(snapshot -> table.change(iceberg ->
                    iceberg.manageSnapshots().createBranch(branch, snapshot).commit()));
            reached(Boundary.BEFORE_COMMIT);
            id = write(base);
            reached(Boundary.AFTER_COMMIT);
            describe(
                    "checking " + dataset + " against its contract",
                    () -> new Audit(contract).require(LakeReader.stored(spark, dataset, id)));
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

    /** Beside the data, for whoever has the files and no catalog. */
    private void writeContract(Table iceberg) {
        OutputFile file = iceberg.io().newOutputFile(contractFile(iceberg, contract));
        // Also if it is there: a run that was killed here has left it empty.
        try (OutputStream out = file.createOrOverwrite()) {
            out.write(contract.json().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contractFile(Table iceberg, Contract contract) {
        return iceberg.location() + "/contracts/" + contract.digest() + ".json";
    }

    private long write(Optional<Long> base) {
        spark.conf().set(WRITE_TO, branch);
        try {
            describe(
                    "writing " + dataset,
                    () -> CommitMetadata.withCommitProperties(summary(), () -> writeRows(), RuntimeException.class));
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
        return publication
                .tag()
                .equals(table.iceberg().snapshot(snapshot).summary().get(Snapshot.TAG));
    }

    private void tag(long id) {
        table.change(iceberg -> {
            requireBranch();
            iceberg.manageSnapshots().createTag(publication.tag(), id).commit();
        });
    }

    private Void writeRows() {
        DataFrameWriterV2<Row> writer = rows.writeTo(dataset.toString());
        try {
            if (earlier == Rows.APPEND) {
                writer.append();
            } else {
                writer.overwrite(lit(true));
            }
            return null;
        } catch (NoSuchTableException e) {
            throw new LakeException(dataset + " was dropped while it was written. Run the step again.", e);
        }
    }

    private Map<String, String> summary() {
        Map<String, String> summary = new HashMap<>(publication.summary());
        table.find(SnapshotRef.current())
                .map(Snapshot::contract)
                .filter(earlier -> !earlier.equals(contract))
                .ifPresent(earlier -> summary.put(
                        Snapshot.CONTRACT_CHANGE,
                        contract.compatibilityWith(earlier).toString()));
        summary.put(Snapshot.CONTRACT, contract.schema().json());
        summary.put(Snapshot.CONTRACT_DIGEST, contract.digest());
        summary.put(Snapshot.TAG, publication.tag());
        return summary;
    }

    // Spark stops at the first null where none may be, and names no row; the audit does.
    private RuntimeException explained(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SparkThrowable spark && "NOT_NULL_ASSERT_VIOLATION".equals(spark.getCondition())) {
                new Audit(contract).require(rows);
            }
        }
        return new LakeException(
                "Writing " + dataset + " failed: " + LakeSession.rootMessage(failure) + ". Nothing was published.",
                failure);
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
            requireBranch();
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

    private void requireBranch() {
        if (!table.hasRef(branch)) {
            throw new LakeException("What " + publication.tag() + " wrote to " + dataset
                    + " was dropped by another run," + " which took it for dead. Run the step again.");
        }
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

    private void describe(String what, Runnable work) {
        String before = spark.sparkContext().getLocalProperty("spark.job.description");
        spark.sparkContext().setJobDescription(what + " (" + publication.tag() + ")");
        try {
            work.run();
        } finally {
            spark.sparkContext().setJobDescription(before);
        }
    }
}
