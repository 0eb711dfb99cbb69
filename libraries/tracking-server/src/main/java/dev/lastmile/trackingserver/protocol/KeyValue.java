package dev.lastmile.trackingserver.protocol;

import java.util.List;
import java.util.Map;

/** The JSON of a tag or a parameter in the protocol. */
public record KeyValue(String key, String value) {
    /** Ordered by key. */
    public static List<KeyValue> of(Map<String, String> entries) {
        return entries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new KeyValue(entry.getKey(), entry.getValue()))
                .toList();
    }
}
