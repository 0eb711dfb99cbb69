package dev.lastmile.lake;

import java.time.Instant;
import java.util.Map;

/**
 * A published state of a dataset; it never changes.
 *
 * @param id Iceberg's snapshot id
 * @param rows how many rows it has
 * @param tag the run that published it, as {@code run-<id>}
 * @param summary what its publication said (lineage), its contract, and Iceberg's own counts
 * @param written when its rows were committed, by the clock of the writer
 */
public record Snapshot(
        DatasetName dataset, long id, long rows, String tag, Map<String, String> summary, Instant written) {
    /** Key of the summary: the contract in force; Spark's schema JSON unless it has rules about the dataset. */
    public static final String CONTRACT = "lastmile.contract";
    /** Key of the summary: the contract's {@link Contract#digest}. */
    public static final String CONTRACT_DIGEST = "lastmile.contract.digest";
    /** Key of the summary: how the contract differs from that of the snapshot before; not there if it does not. */
    public static final String CONTRACT_CHANGE = "lastmile.contract.change";
    /** Key of the summary: the tag. */
    public static final String TAG = "lastmile.tag";

    /** Key of the summary: the id of the snapshot whose rows this one has in fewer files; not there otherwise. */
    public static final String COMPACTS = "lastmile.compacts";
    /** Key of the summary: what became of the rows of the snapshot before: {@code replace}, {@code append}, {@code upsert}. */
    public static final String ROWS_BEFORE = "lastmile.rows.before";

    public Snapshot {
        summary = Map.copyOf(summary);
    }

    /** The contract that the snapshot was checked against. */
    public Contract contract() {
        return Contract.parse(dataset, summary.get(CONTRACT));
    }
}
