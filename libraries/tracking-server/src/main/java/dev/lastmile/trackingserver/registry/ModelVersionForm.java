package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.KeyValue;
import java.util.List;
import java.util.Map;

/**
 * The JSON of a version in the protocol; times in milliseconds since 1970.
 *
 * @param version its number, as a string
 */
public record ModelVersionForm(
        String name,
        String version,
        long creationTimestamp,
        long lastUpdatedTimestamp,
        String userId,
        String currentStage,
        String description,
        String source,
        String runId,
        String status,
        List<KeyValue> tags,
        String runLink,
        List<String> aliases,
        String modelId) {
    /** Without aliases, as in lists of versions: MLflow returns them with the model, and not all clients accept them here. */
    ModelVersionForm listed() {
        return new ModelVersionForm(
                name,
                version,
                creationTimestamp,
                lastUpdatedTimestamp,
                userId,
                currentStage,
                description,
                source,
                runId,
                status,
                tags,
                runLink,
                List.of(),
                modelId);
    }

    static ModelVersionForm of(ModelVersion version) {
        return new ModelVersionForm(
                version.model.name,
                Integer.toString(version.version),
                version.creationTime,
                version.lastUpdateTime,
                version.userId,
                version.stage,
                version.description,
                version.source,
                version.runId,
                // A version is ready as soon as it exists.
                "READY",
                KeyValue.of(version.tags),
                version.runLink,
                version.model.aliases.entrySet().stream()
                        .filter(alias -> alias.getValue() == version.version)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                version.modelId);
    }
}
