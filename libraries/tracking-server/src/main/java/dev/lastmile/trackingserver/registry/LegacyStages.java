package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.List;

/** Stages of versions, superseded by aliases; clients still read and set them. */
final class LegacyStages {
    static final String NONE = "None";
    static final String ARCHIVED = "Archived";

    private static final List<String> ALL = List.of(NONE, "Staging", "Production", ARCHIVED);

    private LegacyStages() {}

    /** Parses a stage, ignoring case. */
    static String parse(String stage) {
        return ALL.stream()
                .filter(known -> known.equalsIgnoreCase(stage))
                .findFirst()
                .orElseThrow(() -> ProtocolException.invalid("Invalid Model Version stage: " + Excerpt.of(stage)
                        + ". Value must be one of " + String.join(", ", ALL) + "."));
    }
}
