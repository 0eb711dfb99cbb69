package dev.lastmile.tracking;

import java.util.Map;

/**
 * A registered model, as of the time of the request.
 *
 * @param aliases version by alias
 */
public record RegisteredModel(String name, Map<String, String> aliases, Map<String, String> tags) {
    public RegisteredModel {
        aliases = Map.copyOf(aliases);
        tags = Map.copyOf(tags);
    }
}
