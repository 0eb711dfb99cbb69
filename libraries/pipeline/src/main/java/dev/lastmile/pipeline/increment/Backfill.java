package dev.lastmile.pipeline.increment;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.lastmile.contract.ColumnType.Scalar;
import dev.lastmile.contract.ContractColumn;
import dev.lastmile.contract.Role;
import dev.lastmile.lake.Changes;
import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.step.StepRun;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.jdk.javaapi.CollectionConverters;

/** Finds the rows of days that are computed again, and with them what was not computed yet. */
final class Backfill {
    private final StepRun run;
    private final Contract source;
    private final Contract target;
    private final Contract raw;
    private final IncrementOptions.Days days;

    Backfill(StepRun run, Contract source, Contract target, Contract raw, IncrementOptions.Days days) {
        this.run = run;
        this.source = source;
        this.target = target;
        this.raw = raw;
        this.days = days;
    }

    /**
     * @param from the source's snapshot
     * @param pending what it has that the target was not computed from; empty if that cannot be told
     */
    Dataset<Row> rows(Snapshot from, Optional<Changes> pending) {
        ContractColumn time = raw.definition()
                .column(Role.TIME)
                .orElseThrow(() -> new StepException("Rows cannot be computed again by day, as no column of "
                        + raw.dataset() + " has the role time. Give it to the column that says when a row was true, or"
                        + " compute all with --all."));
        List<String> key = raw.definition().key();
        if (key.isEmpty() || !key.equals(target.definition().key())) {
            throw new StepException("Rows of " + target.dataset() + " cannot take the place of others, as "
                    + raw.dataset() + " and it do not have the same key. Compute all with --all.");
        }
        Changes changes = pending.orElseThrow(() -> new StepException("Days of " + target.dataset()
                + " cannot be computed alone: there is no snapshot yet of which the other rows could stay, or "
                + source.dataset() + " or a contract has changed since. Compute all with --all."));
        Dataset<Row> rows = run.lake().read(source, dev.lastmile.lake.SnapshotRef.id(from.id()));
        Dataset<Row> chosen = source.equals(raw)
                ? rows.filter(within(time))
                : rows.join(
                                keys(from, time, key),
                                CollectionConverters.asScala(key).toSeq(),
                                "left_semi")
                        .select(columns(List.of(source.schema().fieldNames())));
        run.report("rows of days " + days + (changes.kind() == Changes.Kind.NONE ? "" : ", and those that are new"));
        if (changes.kind() == Changes.Kind.NONE) {
            return chosen;
        }
        Dataset<Row> others = changes.rows()
                .join(
                        chosen.select(columns(key)),
                        CollectionConverters.asScala(key).toSeq(),
                        "left_anti")
                .select(columns(List.of(source.schema().fieldNames())));
        return chosen.unionByName(others);
    }

    private Dataset<Row> keys(Snapshot from, ContractColumn time, List<String> key) {
        return run.read(raw, run.source(from, raw)).filter(within(time)).select(columns(key));
    }

    private Column within(ContractColumn time) {
        Column value = col("`" + time.name() + "`");
        Column within = lit(true);
        if (days.from() != null) {
            within = within.and(value.geq(start(time, days.from())));
        }
        return days.until() == null ? within : within.and(value.lt(start(time, days.until())));
    }

    private static Column start(ContractColumn time, LocalDate day) {
        if (time.type() == Scalar.DATE) {
            return lit(day);
        }
        return time.type() == Scalar.TIMESTAMP
                ? lit(day.atStartOfDay(ZoneOffset.UTC).toInstant())
                : lit(day.atStartOfDay());
    }

    private static Column[] columns(List<String> names) {
        return names.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
    }
}
