package dev.lastmile.tracking;

import java.util.List;
import java.util.Map;

/**
 * A version of a registered model, as of the time of the request.
 *
 * @param version its number, counted from 1
 * @param status {@code READY} once it can be used
 * @param runId the run that created it; empty if unknown
 * @param source location of its files, as registered
 * @param aliases of this version; a search may omit them, {@link RegisteredModel#aliases()} is complete
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
