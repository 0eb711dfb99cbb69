package dev.lastmile.trackingserver.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Whether an entity is active. Deleted ones can be restored. */
public enum LifecycleStage {
    ACTIVE,
    DELETED;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The stages that a search covers, from the parameters of its request. */
    public static Set<LifecycleStage> searched(Parameters parameters, String name) {
        String view = parameters.text(name).orElse("ACTIVE_ONLY");
        return switch (view) {
            case "ACTIVE_ONLY", "1", "0" -> EnumSet.of(ACTIVE);
            case "DELETED_ONLY", "2" -> EnumSet.of(DELETED);
            case "ALL", "3" -> EnumSet.allOf(LifecycleStage.class);
            default ->
                throw ProtocolException.invalid("Invalid value \"" + Excerpt.of(view) + "\" for parameter '" + name
                        + "' supplied. Use ACTIVE_ONLY, DELETED_ONLY or ALL.");
        };
    }
}
