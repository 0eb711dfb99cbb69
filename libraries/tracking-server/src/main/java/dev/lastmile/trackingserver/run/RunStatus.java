package dev.lastmile.trackingserver.run;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import java.util.Arrays;

/** Status of a run. */
public enum RunStatus {
    RUNNING,
    SCHEDULED,
    FINISHED,
    FAILED,
    KILLED;

    /** Reads a status by its name, or by its number in the protocol, which begins at 1. */
    static RunStatus parse(String text) {
        for (RunStatus status : values()) {
            if (status.name().equals(text)
                    || Integer.toString(status.ordinal() + 1).equals(text)) {
                return status;
            }
        }
        throw ProtocolException.invalid("Invalid value \"" + Excerpt.of(text)
                + "\" for parameter 'status' supplied. Use one of " + Arrays.toString(values()) + ".");
    }
}
