package dev.lastmile.trackingserver.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Configuration of the server, as {@code lastmile.tracking.*} in {@code application.properties} or as
 * {@code LASTMILE_TRACKING_*} in the environment, which comes first.
 */
@ConfigMapping(prefix = "lastmile.tracking")
public interface TrackingServerConfig {
    /** Address to listen on. Any other than loopback needs {@link #network}, however it is configured. */
    @WithDefault("127.0.0.1")
    String host();

    /** Whether the server may listen on more than loopback. */
    @WithDefault("false")
    boolean network();

    /** Port to listen on; 0 takes a free one. */
    @WithDefault("5000")
    int port();

    /** Folder of all data: the database under {@code mlruns}, the artifacts under {@code artifacts}. */
    @WithDefault("models")
    Path data();

    /**
     * Names by which clients may address the server, besides loopback's and {@link #host}; {@code *} for all. A page of
     * another site cannot reach the server by a name of its own choice.
     */
    Optional<List<String>> allowedHosts();

    /** Token that reads, at least 16 characters; set together with {@link #writeToken}. */
    Optional<String> readToken();

    /** Token that reads and writes, at least 16 characters. With it every request but those of probes needs a token. */
    Optional<String> writeToken();

    /** Requests per minute that one address may send without a valid token; further ones get 429. */
    @WithDefault("30")
    int failedAuthentications();

    /** Certificate chain in PEM format; with it and a key the server speaks HTTPS only. */
    Optional<Path> tlsCert();

    /** Private key of the certificate, in PEM format. */
    Optional<Path> tlsKey();

    /** Maximum requests in flight, uploads excepted; further ones get 429. */
    @WithDefault("64")
    int maxRequests();

    /** Maximum artifacts that are uploaded at a time; further uploads get 429. */
    @WithDefault("32")
    int maxUploads();

    /** Maximum open connections; for a further one the connection is closed that has been without a request the longest. */
    @WithDefault("1000")
    int maxConnections();

    /** Time for the headers of a request to arrive; slower connections are closed. */
    @WithDefault("10S")
    Duration headerTimeout();

    /**
     * Time for the body of a request to arrive; as much again as long as 16 kB per second of it arrive. Slower requests get
     * 408.
     */
    @WithDefault("30S")
    Duration bodyTimeout();

    /** Time for a client to go on reading a response; slower connections are closed. */
    @WithDefault("60S")
    Duration responseTimeout();
}
