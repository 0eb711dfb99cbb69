package dev.lastmile.trackingserver.storage;

import dev.lastmile.trackingserver.TrackingServerConfig;
import dev.lastmile.trackingserver.protocol.ErrorCode;
import dev.lastmile.trackingserver.protocol.ProtocolException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk of the server's data, for requests that fail because it is full or broken: they are not the client's fault. */
@ApplicationScoped
public class Disk {
    private final Path data;

    public Disk(TrackingServerConfig config) {
        this.data = config.data();
    }

    /**
     * What to respond with.
     *
     * @param what was not stored
     * @param reason what the file system says
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
