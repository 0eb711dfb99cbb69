package dev.lastmile.pipeline.step;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
import dev.lastmile.pipeline.run.Lineage;
import dev.lastmile.pipeline.run.RunLog;
import dev.lastmile.tracking.Run;
import dev.lastmile.tracking.RunStatus;
import dev.lastmile.tracking.TrackingClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs of a step that the tracking server calls running and whose process is gone.
 *
 * <p>The snapshots are what happened: one that carries the run's id was published, whether or not the run lived to log it.
 */
final class KilledRuns {
    private final Step step;
    private final StepRun current;
    private final String experiment;

    /** @param current the run that cleans up after the killed ones */
    KilledRuns(Step step, StepRun current, String experiment) {
        this.step = step;
        this.current = current;
        this.experiment = experiment;
    }

    /** Completes what the killed runs have published, drops what they have not, and ends them. */
    void end() {
        TrackingClient tracking = current.tracking();
        String filter = "attributes.status = 'RUNNING' and tags.\"" + Lineage.STEP + "\" = '" + step.name() + "'";
        for (Run run : tracking.searchRuns(experiment, filter, 1000)) {
            if (run.id().equals(current.id())) {
                continue;
            }
            RunOwner.State owner = RunOwner.state(run.tags(), Instant.now());
            if (owner == RunOwner.State.UNREADABLE) {
                current.report("run " + run.id() + " of this step is left as running: its owner cannot be read ("
                        + RunOwner.text(run.tags()) + "). End it in the tracking server if its process is gone.");
            } else if (owner == RunOwner.State.GONE) {
                end(run);
            }
        }
    }

    private void end(Run run) {
        List<Snapshot> published = new ArrayList<>();
        RunLog log = new RunLog(current.project(), current.tracking(), run.id());
        for (DatasetName output : step.outputs()) {
            List<Snapshot> own = new ArrayList<>(current.lake().history(output).stream()
                    .filter(snapshot -> run.id().equals(snapshot.summary().get(Lineage.RUN)))
                    .toList());
            Collections.reverse(own);
            own.forEach(log::logDatasetOutput);
            published.addAll(own);
            current.lake().abandon(output, Lineage.snapshotTag(run.id()));
        }
        current.tracking().endRun(run.id(), RunStatus.KILLED);
        current.report("run " + run.id() + " of this step was killed"
                + (published.isEmpty()
                        ? ""
                        : " after it had published "
                                + published.stream()
                                        .map(snapshot -> snapshot.dataset() + " snapshot " + snapshot.id())
                                        .collect(Collectors.joining(", ")))
                + "; what it had not published is dropped");
    }
}
