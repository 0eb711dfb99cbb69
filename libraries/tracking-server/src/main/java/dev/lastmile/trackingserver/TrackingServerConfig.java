package dev.lastmile.trackingserver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the server can be told, as {@code LASTMILE_TRACKING_*} in the environment. */
@ConfigMapping(prefix = "lastmile.tracking")
public interface TrackingServerConfig {
    /** The address to listen on; anything but loopback opens the server to the network. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port to listen on; 0 takes a free one. */
    @WithDefault("5000")
    int port();

    /** The folder of all data: the database under {@code mlruns}, the artifacts under {@code artifacts}. */
    @WithDefault("models")
    Path data();

    /**
     * Names by which clients may address the server, besides loopback's and {@link #host}. A page of another site cannot
     * reach the server by a name of its own choice.
     */
    Optional<List<String>> allowedHosts();
}
