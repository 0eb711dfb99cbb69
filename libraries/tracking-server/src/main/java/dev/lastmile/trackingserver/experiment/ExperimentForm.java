package dev.lastmile.trackingserver.experiment;

import dev.lastmile.trackingserver.protocol.LifecycleStage;
import dev.lastmile.trackingserver.protocol.Pair;
import java.util.List;

/** An experiment as the protocol writes it; times in milliseconds since 1970. */
public record ExperimentForm(
        String experimentId,
        String name,
        String artifactLocation,
        LifecycleStage lifecycleStage,
        long lastUpdateTime,
        long creationTime,
        List<Pair> tags) {
    static ExperimentForm of(Experiment experiment) {
        return new ExperimentForm(
                experiment.id.toString(),
                experiment.name,
                experiment.artifactLocation,
                experiment.lifecycleStage,
                experiment.lastUpdateTime,
                experiment.creationTime,
                Pair.of(experiment.tags));
    }
}
