package dev.lastmile.trackingserver.protocol;

import java.util.List;
import java.util.Map;

/** A tag or a parameter, as the protocol writes it. */
public record Pair(String key, String value) {
    /** Ordered by key. */
    public static List<Pair> of(Map<String, String> entries) {
        return entries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Pair(entry.getKey(), entry.getValue()))
                .toList();
    }
}
