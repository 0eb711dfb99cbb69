package dev.lastmile.lake.internal;

import dev.lastmile.lake.Changes;
import dev.lastmile.lake.Changes.Kind;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Snapshot;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** Finds the rows that were added between two snapshots, from the data files that commits have added. */
public final class LakeChanges {
    private final SparkSession spark;
    private final LakeTable table;
    private final Contract contract;

    public LakeChanges(SparkSession spark, LakeTable table, Contract contract) {
        this.spark = spark;
        this.table = table;
        this.contract = contract;
    }

    /** Empty if rows were replaced in between, by whatever, or the earlier snapshot is not an ancestor of the later. */
    public Optional<Changes> between(Snapshot earlier, Snapshot later) {
        Table iceberg = table.iceberg();
        // Also says whether the contract fits.
        Dataset<Row> current = LakeReader.read(spark, contract, later);
        int appends = 0;
        boolean replacesKeys = false;
        for (var at = iceberg.snapshot(later.id()); ; at = iceberg.snapshot(at.parentId())) {
            if (at == null) {
                return Optional.empty();
            } else if (at.snapshotId() == earlier.id()) {
                break;
            } else if (DataOperations.APPEND.equals(at.operation())) {
                appends++;
            } else if (at.summary().containsKey(LakeTable.UPSERT_OF)) {
                replacesKeys = true;
            } else if (!DataOperations.REPLACE.equals(at.operation())) {
                return Optional.empty();
            }
            if (at.parentId() == null) {
                return Optional.empty();
            }
        }
        if (appends == 0) {
            return Optional.of(new Changes(current.limit(0), Kind.NONE));
        }
        Dataset<Row> added = ContractShape.forReading(
                LakeReader.added(spark, contract.dataset(), earlier.id(), later.id()), contract);
        if (replacesKeys && appends > 1) {
            added = stillThere(added, current);
        }
        return Optional.of(new Changes(added, replacesKeys ? Kind.REPLACED_BY_KEY : Kind.ADDED));
    }

    /** A row that was added and replaced since is in the added files twice. */
    private Dataset<Row> stillThere(Dataset<Row> added, Dataset<Row> current) {
        List<String> key = contract.definition().key();
        Dataset<Row> keys = added.select(key.stream().map(Audit::quoted).toArray(Column[]::new))
                .distinct();
        return current.join(keys, CollectionConverters.asScala(key).toSeq(), "left_semi")
                .select(java.util.Arrays.stream(contract.schema().fieldNames())
                        .map(Audit::quoted)
                        .toArray(Column[]::new));
    }
}
