package dev.lastmile.pipeline;

import dev.lastmile.lake.DatasetName;
import dev.lastmile.lake.Snapshot;
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
        String filter = "attributes.status = 'RUNNING' and tags.\"lastmile.step\" = '" + step.name() + "'";
        for (Run run : tracking.searchRuns(experiment, filter, 1000)) {
            if (run.id().equals(current.id())) {
                continue;
            }
            RunOwner.State owner = RunOwner.state(run.tags(), Instant.now());
            if (owner == RunOwner.State.UNREADABLE) {
                current.say("run " + run.id() + " of this step is left as running: its owner cannot be read ("
                        + RunOwner.text(run.tags()) + "). End it in the tracking server if its process is gone.");
            } else if (owner == RunOwner.State.GONE) {
                end(run);
            }
        }
    }

    private void end(Run run) {
        List<Snapshot> published = new ArrayList<>();
        for (DatasetName output : step.outputs()) {
            List<Snapshot> own = new ArrayList<>(current.lake().history(output).stream()
                    .filter(snapshot -> run.id().equals(snapshot.summary().get(StepRun.RUN)))
                    .toList());
            Collections.reverse(own);
            own.forEach(snapshot -> current.recordOutput(run.id(), snapshot));
            published.addAll(own);
            current.lake().abandon(output, StepRun.tagOf(run.id()));
        }
        current.tracking().endRun(run.id(), RunStatus.KILLED);
        current.say("run " + run.id() + " of this step was killed"
                + (published.isEmpty()
                        ? ""
                        : " after it had published "
                                + published.stream()
                                        .map(snapshot -> snapshot.dataset() + " snapshot " + snapshot.id())
                                        .collect(Collectors.joining(", ")))
                + "; what it had not published is dropped");
    }
}
