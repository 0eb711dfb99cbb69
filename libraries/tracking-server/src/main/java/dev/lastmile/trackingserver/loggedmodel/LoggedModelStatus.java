package dev.lastmile.trackingserver.loggedmodel;

import dev.lastmile.trackingserver.protocol.Excerpt;
import dev.lastmile.trackingserver.protocol.ProtocolException;

/** Status of the upload of a logged model. */
enum LoggedModelStatus {
    UNSPECIFIED("LOGGED_MODEL_STATUS_UNSPECIFIED"),
    PENDING("LOGGED_MODEL_PENDING"),
    READY("LOGGED_MODEL_READY"),
    FAILED("LOGGED_MODEL_UPLOAD_FAILED");

    private final String text;

    LoggedModelStatus(String text) {
        this.text = text;
    }

    /** Name in the protocol. */
    String text() {
        return text;
    }

    /** Reads a status by its name, or by its number in the protocol. */
    static LoggedModelStatus parse(String text) {
        for (LoggedModelStatus status : values()) {
            if (status.text.equals(text) || Integer.toString(status.ordinal()).equals(text)) {
                return status;
            }
        }
        throw ProtocolException.invalid("Invalid value \"" + Excerpt.of(text)
                + "\" for parameter 'status' supplied. Use " + READY.text + " or " + FAILED.text + ".");
    }
}
