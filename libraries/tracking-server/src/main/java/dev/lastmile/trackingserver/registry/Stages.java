package dev.lastmile.trackingserver.registry;

import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.List;

/** Stages of versions, which aliases have replaced; clients still read and set them. */
final class Stages {
    static final String NONE = "None";
    static final String ARCHIVED = "Archived";

    private static final List<String> ALL = List.of(NONE, "Staging", "Production", ARCHIVED);

    private Stages() {}

    /** A stage in its proper spelling. */
    static String parse(String stage) {
        return ALL.stream()
                .filter(known -> known.equalsIgnoreCase(stage))
                .findFirst()
                .orElseThrow(() -> ProtocolException.invalid("Invalid Model Version stage: " + stage
                        + ". Value must be one of " + String.join(", ", ALL) + "."));
    }
}
