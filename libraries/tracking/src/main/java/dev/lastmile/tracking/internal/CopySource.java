package dev.lastmile.tracking.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tags that identify a copy.
 *
 * <p>A copy that was interrupted has the first tag and not the second; the next attempt replaces it.
 */
final class CopySource {
    /** The id of the original on the source server. */
    static final String ID = "lastmile.copy.source";

    /** Set once everything is copied. */
    static final String COMPLETE = "lastmile.copy.complete";

    private CopySource() {}

    /** All runs or logged models of an experiment, including deleted ones. */
    static List<JsonNode> inExperiment(Rest rest, String endpoint, String field, String experimentId) {
        return Rest.pages(
                token -> {
                    ObjectNode body = Json.object()
                            .put("max_results", 100)
                            .put("run_view_type", "ALL")
                            .put("page_token", token);
                    body.putArray("experiment_ids").add(experimentId);
                    if (!endpoint.startsWith("runs")) {
                        body.remove("run_view_type");
                    }
                    return rest.post(endpoint, body);
                },
                field,
                Integer.MAX_VALUE);
    }

    /** All pages of a search by query. */
    static List<JsonNode> search(Rest rest, String endpoint, String field, Map<String, String> query) {
        return Rest.pages(
                token -> {
                    Map<String, String> page = new LinkedHashMap<>(query);
                    page.put("max_results", "200");
                    if (!token.isEmpty()) {
                        page.put("page_token", token);
                    }
                    return rest.get(endpoint, page);
                },
                field,
                Integer.MAX_VALUE);
    }
}
