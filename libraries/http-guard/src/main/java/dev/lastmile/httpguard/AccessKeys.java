package dev.lastmile.httpguard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Keys or tokens that clients may send, each with a name. Several are valid at a time. */
public final class AccessKeys {
    /** Minimum length of a key, in characters. */
    public static final int MIN_LENGTH = 16;

    private final List<ReadKey> keys = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A key as it is configured.
     *
     * @param variable the variable that it comes from, for messages
     * @param name identifies the key in logs
     * @param key the key; surrounding whitespace is ignored
     */
    public record Key(String variable, String name, String key) {
        /** Without the key itself. */
        @Override
        public String toString() {
            return "Key[" + variable + ", " + name + "]";
        }
    }

    private record ReadKey(String name, byte[] bytes) {}

    public AccessKeys(List<Key> configured) {
        configured.forEach(this::add);
        Set<String> names = new TreeSet<>();
        keys.stream()
                .filter(key -> !names.add(key.name()))
                .findFirst()
                .ifPresent(key -> problems.add("Two keys have the name " + key.name() + ". Give each a unique one."));
    }

    /** The first error of the configured keys, without the key itself; empty if all are valid. */
    public Optional<String> problem() {
        return problems.stream().findFirst();
    }

    /** Whether requests need a key. */
    public boolean required() {
        return !keys.isEmpty();
    }

    /** The name of a key, compared in constant time; empty if it is not configured. */
    public Optional<String> nameOf(String sent) {
        byte[] bytes = sent.strip().getBytes(StandardCharsets.UTF_8);
        String name = null;
        for (ReadKey key : keys) {
            if (MessageDigest.isEqual(key.bytes(), bytes)) {
                name = key.name();
            }
        }
        return Optional.ofNullable(name);
    }

    // A key from a file ends with a line break, which a header cannot contain.
    private void add(Key key) {
        String stripped = key.key().strip();
        if (stripped.length() < MIN_LENGTH) {
            problems.add(key.variable() + " has " + stripped.length() + " characters, and a key has at least "
                    + MIN_LENGTH + ". Make one with: openssl rand -hex 32");
        } else {
            keys.add(new ReadKey(key.name(), stripped.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
