package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.Pair;
import java.util.List;
import java.util.Map;

/**
 * A version as the protocol writes it; times in milliseconds since 1970.
 *
 * @param version its number, as a text
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
        List<Pair> tags,
        String runLink,
        List<String> aliases,
        String modelId) {
    /** As a list of versions has it: MLflow leaves the aliases to the model, and clients cannot all read them there. */
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
                // A version exists from the moment that it can be used.
                "READY",
                Pair.of(version.tags),
                version.runLink,
                version.model.aliases.entrySet().stream()
                        .filter(alias -> alias.getValue() == version.version)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .toList(),
                version.modelId);
    }
}
