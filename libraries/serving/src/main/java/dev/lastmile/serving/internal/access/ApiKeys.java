package dev.lastmile.serving.internal.access;

import dev.lastmile.httpguard.AccessKeys;
import dev.lastmile.httpguard.AccessKeys.Key;
import dev.lastmile.serving.ServingConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** API keys, each with a name, by which it is logged. Several are valid at a time. */
@Singleton
public class ApiKeys {
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";

    private final AccessKeys keys;
    private final Optional<String> problem;

    @Inject
    public ApiKeys(ServingConfig config) {
        this(config.apiKey(), config.apiKeyPrevious(), config.apiKeys().orElse(List.of()));
    }

    /** @param named keys as {@code name=key} */
    ApiKeys(Optional<String> current, Optional<String> previous, List<String> named) {
        List<Key> configured = new ArrayList<>();
        current.ifPresent(key -> configured.add(new Key("LASTMILE_SERVING_API_KEY", CURRENT, key)));
        previous.ifPresent(key -> configured.add(new Key("LASTMILE_SERVING_API_KEY_PREVIOUS", PREVIOUS, key)));
        boolean unnamed = false;
        for (String entry : named) {
            int equals = entry.indexOf('=');
            String name = entry.substring(0, Math.max(0, equals)).strip();
            if (name.isEmpty()) {
                unnamed = true;
            } else {
                configured.add(new Key("LASTMILE_SERVING_API_KEYS, " + name + ",", name, entry.substring(equals + 1)));
            }
        }
        keys = new AccessKeys(configured);
        problem = unnamed
                ? Optional.of(
                        "LASTMILE_SERVING_API_KEYS has an entry without a name. Write name=key, with commas between"
                                + " several.")
                : keys.problem();
    }

    /** The first error of the configured keys, without the key itself; empty if all are valid. */
    public Optional<String> problem() {
        return problem;
    }

    /** Whether requests need a key. */
    public boolean required() {
        return keys.required();
    }

    /** The name of a key; see {@link AccessKeys#nameOf}. */
    Optional<String> nameOf(String sent) {
        return keys.nameOf(sent);
    }
}
