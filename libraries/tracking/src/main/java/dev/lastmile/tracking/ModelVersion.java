package dev.lastmile.tracking;

import java.util.List;
import java.util.Map;

/**
 * A version of a registered model as the server had it when it was asked.
 *
 * @param version its number, counted from 1
 * @param status {@code READY} once it can be used
 * @param runId the run that made it; empty text if the server knows none
 * @param source where its files are, as they were registered
 * @param aliases of this version; a search may leave them out, {@link RegisteredModel#aliases()} has them all
 */
public record ModelVersion(
        String name,
        String version,
        String status,
        String runId,
        String source,
        Map<String, String> tags,
        List<String> aliases) {
    public ModelVersion {
        tags = Map.copyOf(tags);
        aliases = List.copyOf(aliases);
    }
}
