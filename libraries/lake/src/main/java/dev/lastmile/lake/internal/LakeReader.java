package dev.lastmile.lake.internal;

import dev.lastmile.lake.Compatibility;
import dev.lastmile.lake.Compatibility.Change;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.LakeException;
import dev.lastmile.lake.Snapshot;
import java.util.stream.Collectors;
import org.apache.iceberg.spark.SparkReadOptions;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads snapshots under contracts. */
public final class LakeReader {
    private LakeReader() {}

    /**
     * @throws LakeException if data under the snapshot's contract cannot be read under the reader's
     */
    public static Dataset<Row> read(SparkSession spark, Contract contract, Snapshot snapshot) {
        if (!contract.digest().equals(snapshot.summary().get(Snapshot.CONTRACT_DIGEST))) {
            requireCompatible(contract, snapshot);
        }
        return ContractShape.forReading(stored(spark, snapshot.dataset(), snapshot.id()), contract);
    }

    /** A snapshot, published or not, as it was written. */
    static Dataset<Row> stored(SparkSession spark, DatasetName dataset, long snapshotId) {
        return spark.read().option("versionAsOf", snapshotId).table(dataset.toString());
    }

    /** The rows that were appended after one snapshot and until another, whose ancestor it is; those deleted in between
     * are there as well. */
    static Dataset<Row> added(SparkSession spark, DatasetName dataset, long after, long until) {
        return spark.read()
                .format("iceberg")
                .option(SparkReadOptions.START_SNAPSHOT_ID, after)
                .option(SparkReadOptions.END_SNAPSHOT_ID, until)
                .load(dataset.toString());
    }

    private static void requireCompatible(Contract contract, Snapshot snapshot) {
        Compatibility compatibility = contract.compatibilityWith(snapshot.contract());
        if (!compatibility.compatible()) {
            throw new LakeException("Contract " + contract.dataset() + " is not compatible with the one that snapshot "
                    + snapshot.id() + " (" + snapshot.tag() + ") was written under: "
                    + compatibility.incompatible().stream().map(Change::reason).collect(Collectors.joining("; "))
                    + ". Run the step that publishes it again, or read a newer snapshot.");
        }
    }
}
