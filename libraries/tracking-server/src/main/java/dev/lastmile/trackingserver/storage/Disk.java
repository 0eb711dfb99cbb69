package dev.lastmile.trackingserver.storage;

import dev.lastmile.trackingserver.config.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Failures of the disk of the server's data, when it is full or broken. */
@ApplicationScoped
public class Disk {
    private final Path data;

    public Disk(TrackingServerConfig config) {
        this.data = config.data();
    }

    /**
     * The exception for the response.
     *
     * @param what was not stored
     * @param reason the message of the file system
     */
    public ProtocolException failure(String what, String reason) {
        return new ProtocolException(
                ErrorCode.TEMPORARILY_UNAVAILABLE,
                what + " was not stored (" + reason + ") on the disk of " + data + space()
                        + ". Free some space there, or move LASTMILE_TRACKING_DATA to another disk, and send it again.");
    }

    private String space() {
        try {
            FileStore store = Files.getFileStore(data);
            return ", " + store.name() + ", which has " + store.getUsableSpace() / 1_000_000 + " of "
                    + store.getTotalSpace() / 1_000_000 + " MB free";
        } catch (IOException e) {
            return "";
        }
    }
}
