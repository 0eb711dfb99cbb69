package dev.lastmile.pipeline.increment;

import dev.lastmile.lake.Changes;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.pipeline.step.StepRun;
import dev.lastmile.pipeline.step.StepRun.EarlierRows;
import dev.lastmile.tracking.ModelVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A dataset whose rows a step computes from those of another, one from each: features from raw rows, predictions from
 * features.
 *
 * <p>{@link #publish} computes the rows that were added or replaced in the source since the last snapshot, if that was
 * computed by the same models under the same contracts; else, or on request, all rows. Immutable.
 */
public final class DerivedDataset {
    /** Key of a snapshot's summary: the days whose rows were computed again, while others stayed. */
    public static final String BACKFILL = "lastmile.backfill";
    /** Key of a snapshot's summary, {@code true}: rows that stayed were computed by other models. */
    public static final String MIXED = "lastmile.backfill.mixed";

    private static final String MODEL_VERSION = "model_version";

    private final Contract source;
    private final Contract target;
    private final Contract raw;

    private DerivedDataset(Contract source, Contract target, Contract raw) {
        this.source = source;
        this.target = target;
        this.raw = raw;
    }

    /**
     * A dataset that is computed from another.
     *
     * @param source has a column of role time where days can be computed again, or {@link #withTimeOf} names who has
     */
    public static DerivedDataset of(Contract source, Contract target) {
        return new DerivedDataset(source, target, source);
    }

    /**
     * With the time of a row from the dataset that the source was computed from.
     *
     * @param contract of the raw dataset; rows are found by its key columns
     */
    public DerivedDataset withTimeOf(Contract contract) {
        return new DerivedDataset(source, target, contract);
    }

    /**
     * Publishes the next snapshot, or reports that nothing has changed.
     *
     * @param from the source's snapshot
     * @param models that compute the rows
     * @param rows computes rows of this dataset from rows of the source
     * @return the snapshot that is current afterwards
     * @throws dev.lastmile.pipeline.StepException if days are asked for and there is no time column, or no rows yet
     */
    public Snapshot publish(
            StepRun run,
            Snapshot from,
            List<ModelVersion> models,
            IncrementOptions options,
            UnaryOperator<Dataset<Row>> rows) {
        Optional<IncrementOptions.Days> days = options.days();
        Optional<Snapshot> last = run.lake().current(target.dataset());
        boolean isMadeByThem =
                last.filter(snapshot -> isMadeBy(snapshot, models)).isPresent();
        if (days.isPresent()) {
            return backfill(run, from, last, isMadeByThem, days.get(), rows);
        }
        Optional<Changes> changes = options.all || !isMadeByThem ? Optional.empty() : changes(run, last, from);
        if (changes.isEmpty()) {
            return publish(run, rows.apply(run.read(source, from)), EarlierRows.REPLACE, Map.of());
        }
        run.log().logDatasetInput(source, from);
        if (changes.get().kind() == Changes.Kind.NONE) {
            Snapshot current = last.orElseThrow();
            run.report("0 rows computed; " + current.rows() + " rows in " + target.dataset() + ", snapshot "
                    + current.id() + ", as before");
            run.log().logDatasetUnchanged(current);
            return current;
        }
        boolean replaces = changes.get().kind() == Changes.Kind.REPLACED_BY_KEY;
        run.report("only rows that are new" + (replaces ? " or replaced" : "") + " since snapshot "
                + last.orElseThrow().id() + "; --all computes every row");
        return publish(
                run, rows.apply(changes.get().rows()), replaces ? EarlierRows.UPSERT : EarlierRows.KEEP, Map.of());
    }

    // Features of two versions in one dataset would train a model that no version computes the input of.
    private Snapshot backfill(
            StepRun run,
            Snapshot from,
            Optional<Snapshot> last,
            boolean isMadeByThem,
            IncrementOptions.Days days,
            UnaryOperator<Dataset<Row>> rows) {
        Backfill backfill = new Backfill(run, source, target, raw, days);
        if (last.isPresent()
                && !isMadeByThem
                && target.definition().column(MODEL_VERSION).isEmpty()) {
            throw new StepException("The rows of " + target.dataset() + " on other days were computed by other models,"
                    + " and no column of it says by which. Compute all with --all.");
        }
        Dataset<Row> chosen = backfill.rows(from, changes(run, last, from));
        run.log().logDatasetInput(source, from);
        Map<String, String> notes = new HashMap<>(Map.of(BACKFILL, days.toString()));
        if (!isMadeByThem) {
            notes.put(MIXED, "true");
        }
        return publish(run, rows.apply(chosen), EarlierRows.UPSERT, notes);
    }

    private static boolean isMadeBy(Snapshot snapshot, List<ModelVersion> models) {
        return !snapshot.summary().containsKey(MIXED)
                && models.stream().allMatch(model -> Lineage.isMadeBy(snapshot, model));
    }

    private Snapshot publish(StepRun run, Dataset<Row> rows, EarlierRows earlier, Map<String, String> notes) {
        return run.publish(rows, target, earlier, notes, PublishObserver.NONE);
    }

    /** What the source has that the last snapshot was not computed from; empty if that cannot be told. */
    private Optional<Changes> changes(StepRun run, Optional<Snapshot> last, Snapshot from) {
        Optional<Snapshot> before = last.filter(snapshot -> isSame(snapshot.contract(), target))
                .map(snapshot -> snapshot.summary().get(Lineage.inputKey(source.dataset())))
                .flatMap(id -> run.lake().find(source.dataset(), SnapshotRef.id(Long.parseLong(id))))
                .filter(snapshot -> isSame(snapshot.contract(), from.contract()));
        return before.flatMap(snapshot -> run.lake().changes(source, snapshot, from))
                .filter(changes -> changes.kind() != Changes.Kind.REPLACED_BY_KEY || hasSameKey());
    }

    private boolean hasSameKey() {
        List<String> key = source.definition().key();
        return !key.isEmpty() && key.equals(target.definition().key());
    }

    // But for comments.
    private static boolean isSame(Contract before, Contract now) {
        return now.compatibilityWith(before).changes().isEmpty();
    }
}
