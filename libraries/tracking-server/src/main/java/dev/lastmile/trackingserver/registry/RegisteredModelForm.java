package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.KeyValue;
import java.util.List;
import java.util.Map;

/**
 * The JSON of a registered model in the protocol; times in milliseconds since 1970.
 *
 * @param latestVersions the newest version of each stage
 */
public record RegisteredModelForm(
        String name,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        String description,
        List<ModelVersionForm> latestVersions,
        List<KeyValue> tags,
        List<Alias> aliases) {
    public record Alias(String alias, String version) {}

    static RegisteredModelForm of(RegisteredModel model, List<ModelVersion> latestVersions) {
        return new RegisteredModelForm(
                model.name,
                model.creationTime,
                model.lastUpdateTime,
                model.description,
                latestVersions.stream()
                        .map(version -> ModelVersionForm.of(version).listed())
                        .toList(),
                KeyValue.of(model.tags),
                model.aliases.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(alias -> new Alias(alias.getKey(), alias.getValue().toString()))
                        .toList());
    }
}
