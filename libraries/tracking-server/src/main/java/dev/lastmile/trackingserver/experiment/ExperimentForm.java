package dev.lastmile.trackingserver.experiment;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.protocol.LifecycleStage;
import java.util.List;

/** The JSON of an experiment in the protocol; times in milliseconds since 1970. */
public record ExperimentForm(
        String experimentId,
        String name,
        String artifactLocation,
        LifecycleStage lifecycleStage,
        long lastUpdateTime,
        long creationTime,
        List<KeyValue> tags) {
    static ExperimentForm of(Experiment experiment) {
        return new ExperimentForm(
                experiment.id.toString(),
                experiment.name,
                experiment.artifactLocation,
                experiment.lifecycleStage,
                experiment.lastUpdateTime,
                experiment.creationTime,
                KeyValue.of(experiment.tags));
    }
}
