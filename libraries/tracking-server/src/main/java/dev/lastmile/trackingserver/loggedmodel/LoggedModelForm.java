package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.protocol.KeyValue;
import java.util.List;

/** The JSON of a logged model in the protocol; times in milliseconds since 1970. */
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
            List<KeyValue> tags) {}

    public record Data(List<KeyValue> params) {}

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
                        KeyValue.of(model.tags)),
                new Data(KeyValue.of(model.params)));
    }
}
