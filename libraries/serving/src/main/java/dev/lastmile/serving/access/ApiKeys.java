package dev.lastmile.serving.access;

import dev.lastmile.serving.ServingConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys that clients may send, each with a name, which is what the log records. Several are valid at a time. */
@Singleton
public class ApiKeys {
    /** Of a key, in characters. */
    public static final int MIN_LENGTH = 16;

    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";

    private final List<Key> keys = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private record Key(String name, byte[] bytes) {}

    @Inject
    public ApiKeys(ServingConfig config) {
        this(config.apiKey(), config.apiKeyPrevious(), config.apiKeys().orElse(List.of()));
    }

    /** @param named keys as {@code name=key} */
    ApiKeys(Optional<String> current, Optional<String> previous, List<String> named) {
        current.ifPresent(key -> add("LASTMILE_SERVING_API_KEY", CURRENT, key));
        previous.ifPresent(key -> add("LASTMILE_SERVING_API_KEY_PREVIOUS", PREVIOUS, key));
        for (String entry : named) {
            int equals = entry.indexOf('=');
            String name = entry.substring(0, Math.max(0, equals)).strip();
            if (name.isEmpty()) {
                problems.add(
                        "LASTMILE_SERVING_API_KEYS has an entry without a name. Write name=key, with commas between"
                                + " several.");
            } else {
                add("LASTMILE_SERVING_API_KEYS, " + name + ",", name, entry.substring(equals + 1));
            }
        }
        Set<String> names = new TreeSet<>();
        keys.stream()
                .filter(key -> !names.add(key.name()))
                .findFirst()
                .ifPresent(key -> problems.add("Two keys have the name " + key.name() + ". Give each its own."));
    }

    /** What is wrong with the configured keys, if anything is; never a key itself. */
    public Optional<String> problem() {
        return problems.stream().findFirst();
    }

    /** Whether requests need a key. */
    public boolean required() {
        return !keys.isEmpty();
    }

    /** The name of a key, in a time that depends neither on how much of it is right nor on which one it is. */
    Optional<String> nameOf(String sent) {
        byte[] bytes = sent.strip().getBytes(StandardCharsets.UTF_8);
        String name = null;
        for (Key key : keys) {
            if (MessageDigest.isEqual(key.bytes(), bytes)) {
                name = key.name();
            }
        }
        return Optional.ofNullable(name);
    }

    // A key from a file ends with a line break, and a header cannot.
    private void add(String variable, String name, String key) {
        String stripped = key.strip();
        if (stripped.length() < MIN_LENGTH) {
            problems.add(variable + " has " + stripped.length() + " characters, and a key has at least " + MIN_LENGTH
                    + ". Make one with: openssl rand -hex 32");
        } else {
            keys.add(new Key(name, stripped.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
