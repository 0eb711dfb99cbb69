package dev.lastmile.pipeline.step;

import dev.lastmile.lake.Contract;
import dev.lastmile.lake.Lake;
import dev.lastmile.lake.Publication;
import dev.lastmile.lake.PublishObserver;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.lake.SnapshotRef;
import dev.lastmile.pipeline.Project;
import dev.lastmile.pipeline.internal.FaultInjection;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.TrackingClient;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads and publishes snapshots of a lake, and logs each with the run. */
final class DatasetLog {
    private final Project project;
    private final String step;
    private final CodeVersion code;
    private final TrackingClient tracking;
    private final RunLog log;

    DatasetLog(Project project, String step, CodeVersion code, TrackingClient tracking, RunLog log) {
        this.project = project;
        this.step = step;
        this.code = code;
        this.tracking = tracking;
        this.log = log;
    }

    /** {@link Lake#publish} or {@link Lake#append}. */
    interface Publisher {
        Snapshot publish(Dataset<Row> rows, Contract contract, Publication publication);
    }

    Dataset<Row> read(Lake lake, Contract contract, Snapshot snapshot) {
        Dataset<Row> rows = lake.read(contract, SnapshotRef.id(snapshot.id()));
        log.logDatasetInput(contract, snapshot);
        return rows;
    }

    Snapshot publish(Dataset<Row> rows, Contract contract, Publisher publisher) {
        return publish(rows, contract, tag(), Map.of(), PublishObserver.NONE, publisher);
    }

    Snapshot publishPart(
            Dataset<Row> rows, Contract contract, String part, Map<String, String> notes, Publisher publisher) {
        return publish(rows, contract, tag() + "-" + part, notes, PublishObserver.NONE, publisher);
    }

    Snapshot publish(
            Dataset<Row> rows,
            Contract contract,
            Map<String, String> notes,
            PublishObserver observer,
            Publisher publisher) {
        return publish(rows, contract, tag(), notes, observer, publisher);
    }

    private Snapshot publish(
            Dataset<Row> rows,
            Contract contract,
            String tag,
            Map<String, String> notes,
            PublishObserver caller,
            Publisher publisher) {
        log.report("writing " + contract.dataset());
        Map<String, String> summary = new LinkedHashMap<>(log.lineage().notes());
        summary.putAll(notes);
        summary.put(Lineage.RUN, log.runId());
        summary.put(Lineage.STEP, step);
        summary.put(Lineage.CODE, code.toString());
        PublishObserver observer = (boundary, dataset) -> {
            caller.reached(boundary, dataset);
            FaultInjection.reached(
                    project, boundary.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            if (boundary == PublishObserver.Boundary.AFTER_TAG) {
                // A server that is gone would never hear of the snapshot: then it is not published either.
                tracking.setTag(log.runId(), RunOwner.HEARTBEAT, Instant.now().toString());
            }
        };
        Snapshot snapshot = publisher.publish(rows, contract, new Publication(tag, summary, observer));
        log.logDatasetOutput(snapshot);
        log.report(snapshot.rows() + " rows in " + snapshot.dataset() + ", snapshot " + snapshot.id() + ", tag "
                + snapshot.tag());
        return snapshot;
    }

    private String tag() {
        return Lineage.snapshotTag(log.runId());
    }
}
