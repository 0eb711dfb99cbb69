package dev.lastmile.serving;

import dev.lastmile.serving.core.ContractMode;
import dev.lastmile.tracking.model.ServingScope;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Service configuration, as {@code lastmile.serving.*} in {@code application.properties} or as
 * {@code LASTMILE_SERVING_*} in the environment, which comes first. The documentation's table is written from this source
 * by {@code make update-expected}.
 */
@ConfigMapping(prefix = "lastmile.serving")
public interface ServingConfig {
    /** Registered model that is served, such as {@code customers-model}; {@code application.properties} names one. */
    String model();

    /** Alias whose version is served. */
    @WithDefault("champion")
    String alias();

    /** Part of the pair that is served: {@code chain}, or {@code features} or {@code model} alone. */
    @WithDefault("chain")
    ServingScope part();

    /** Tracking server, by default {@code MLFLOW_TRACKING_URI}; credentials and timeouts have MLflow's own variables. */
    @WithDefault("${MLFLOW_TRACKING_URI:http://127.0.0.1:5000}")
    URI trackingUri();

    /** Folder for downloaded models, from which the service starts when the tracking server is unavailable. */
    @WithDefault("models/cache")
    Path cache();

    /**
     * Where the models come from: {@code registry}; {@code cache} serves what the cache has and calls no tracking server, as
     * in an image with its models in it; {@code fetch} downloads the pair into the cache, checks it, and ends.
     */
    @WithDefault("registry")
    ModelSource models();

    /**
     * Address to listen on. Anything but loopback opens the service to the network, and needs a key, however it is
     * configured.
     */
    @WithDefault("127.0.0.1")
    String host();

    /** Port to listen on; 0 takes a free one. */
    @WithDefault("8080")
    int port();

    /** Address of the management port, which serves {@code /q/health} and {@code /q/metrics} without a key. */
    @WithDefault("127.0.0.1")
    String managementHost();

    /** Management port; 0 takes a free one. Each service on a machine needs its own. */
    @WithDefault("8081")
    int managementPort();

    /** Certificate chain in PEM format; with it and a key the service speaks HTTPS only. */
    Optional<Path> tlsCert();

    /** Private key of the certificate, in PEM format. */
    Optional<Path> tlsKey();

    /** Pause between attempts to load a model, while there is none or only one from the cache. */
    @WithDefault("2S")
    Duration retry();

    /**
     * Interval at which the alias is resolved on the tracking server. A new version is served once it reproduces its golden
     * rows; until then the old one is served, and {@code /q/health/ready} reports why.
     */
    @WithDefault("5S")
    Duration refresh();

    /**
     * Key that requests send as {@code Authorization: Bearer …}, at least 16 characters. Without one the service listens
     * on loopback only. The log calls its client {@code current}.
     */
    Optional<String> apiKey();

    /** Key that is valid as well, while clients change to the other one. The log calls its client {@code previous}. */
    Optional<String> apiKeyPrevious();

    /** Further keys with names for the log: {@code team-a=…,team-b=…}. */
    Optional<List<String>> apiKeys();

    /** Requests per minute that one address may send without a valid key; further ones get 429. */
    @WithDefault("30")
    int failedAuthentications();

    /** Host names by which requests may call a service without a key, beside those of loopback; {@code *} for all. */
    Optional<Set<String>> allowedHosts();

    /** Origins whose pages may use the service, such as {@code https://example.com}; {@code *} for all. */
    Optional<Set<String>> allowedOrigins();

    /** Maximum size of a request body, as it is sent and decompressed; larger ones get 413. */
    @WithDefault("10M")
    MemorySize maxBody();

    /** Maximum rows per request; larger requests get 413. */
    @WithDefault("10000")
    int maxRows();

    /**
     * The contract of the model, which its features were trained under: {@code enforce} rejects a request that violates it
     * with 400, naming column, row, value and rule; {@code log} scores it, logs a violation a minute and counts all;
     * {@code off} does not check.
     */
    @WithDefault("enforce")
    ContractMode contract();

    /** Maximum requests for predictions in flight; further ones get 429. */
    @WithDefault("64")
    int maxRequests();

    /** Maximum open connections; a further one replaces the connection that has been idle the longest. */
    @WithDefault("2000")
    int maxConnections();

    /** Time for the headers of a request to arrive; slower connections are closed. */
    @WithDefault("10S")
    Duration headerTimeout();

    /** Time for a client to read a response that exceeds the socket buffers; slower connections are closed. */
    @WithDefault("60S")
    Duration responseTimeout();

    /** Time for the body of a request to arrive; slower requests get 408. */
    @WithDefault("30S")
    Duration bodyTimeout();

    /**
     * Maximum request body that is scored on the event loop, where it is read, if the model is fast enough; larger ones are
     * scored by a worker thread. 0 for none: then every request goes through Jakarta REST.
     */
    @WithDefault("16K")
    MemorySize eventLoopBody();

    /**
     * Grace period: how long requests are still served after SIGTERM, once readiness is down, with {@code Connection: close}.
     * Behind a load balancer, longer than that takes to notice.
     */
    @WithDefault("500MS")
    Duration drain();

    /** Whether every request is logged as a line of JSON: time, client, method, path, status, milliseconds, versions. */
    @WithDefault("false")
    boolean accessLog();
}
