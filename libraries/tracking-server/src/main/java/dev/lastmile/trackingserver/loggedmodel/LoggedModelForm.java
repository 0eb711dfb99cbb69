package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.protocol.Pair;
import java.util.List;

/** A logged model as the protocol writes it; times in milliseconds since 1970. */
public record LoggedModelForm(Info info, Data data) {
    public record Info(
            String experimentId,
            String modelId,
            String name,
            String artifactUri,
            long creationTimestampMs,
            long lastUpdatedTimestampMs,
            String modelType,
            String sourceRunId,
            String status,
            List<Pair> tags) {}

    public record Data(List<Pair> params) {}

    static LoggedModelForm of(LoggedModel model) {
        return new LoggedModelForm(
                new Info(
                        Long.toString(model.experimentId),
                        model.id,
                        model.name,
                        model.artifactUri,
                        model.creationTime,
                        model.lastUpdateTime,
                        model.modelType,
                        model.sourceRunId,
                        model.status,
                        Pair.of(model.tags)),
                new Data(Pair.of(model.params)));
    }
}
