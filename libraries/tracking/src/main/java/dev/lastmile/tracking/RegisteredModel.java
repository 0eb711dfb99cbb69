package dev.lastmile.tracking;

import java.util.Map;

/**
 * A registered model as the server had it when it was asked.
 *
 * @param aliases the version that each alias stands for
 */
public record RegisteredModel(String name, Map<String, String> aliases, Map<String, String> tags) {
    public RegisteredModel {
        aliases = Map.copyOf(aliases);
        tags = Map.copyOf(tags);
    }
}
