package dev.lastmile.serving;

import dev.lastmile.serving.core.chain.ServedPart;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a service can be told, as {@code lastmile.serving.*} in {@code application.properties} or as
 * {@code LASTMILE_SERVING_*} in the environment, which comes first.
 */
@ConfigMapping(prefix = "lastmile.serving")
public interface ServingConfig {
    /** The registered model to serve, such as {@code iris-classifier}. Its features come from its tags. */
    String model();

    /** The alias whose version is served. */
    @WithDefault("champion")
    String alias();

    /** What of the pair answers: {@code chain}, or {@code features} or {@code model} alone. */
    @WithDefault("chain")
    ServedPart part();

    /** The tracking server; credentials and timeouts have MLflow's own variables. */
    @WithDefault("${MLFLOW_TRACKING_URI:http://127.0.0.1:5000}")
    URI trackingUri();

    /** Folder for downloaded models, from which the service starts when the tracking server is away. */
    @WithDefault("models/cache")
    Path cache();

    /** Where the models come from. */
    @WithDefault("registry")
    ModelsFrom models();

    /** The address to listen on; anything but loopback opens the service to the network. */
    @WithDefault("127.0.0.1")
    String host();

    /** The port to listen on; 0 takes a free one. */
    @WithDefault("8080")
    int port();

    /** How long to wait before the next attempt to load a model, while there is none or only one from the cache. */
    @WithDefault("2S")
    Duration retry();

    /** How often the tracking server is asked whether the alias means another version now. */
    @WithDefault("5S")
    Duration refresh();

    /** The most rows of one request; more are answered with 413. */
    @WithDefault("10000")
    int maxRows();

    /** The most requests for predictions under way; one more is answered with 429. */
    @WithDefault("64")
    int maxRequests();

    /** The time a request has to arrive in, with its body; one that takes longer is answered with 408. */
    @WithDefault("30S")
    Duration bodyTimeout();

    /** How long the service goes on answering after it was told to end and has said that it is not ready any more. */
    @WithDefault("500MS")
    Duration drain();

    /** The key that requests have to bring; without one the service listens on loopback only. */
    Optional<String> apiKey();

    /** Whether every request is logged as a line of JSON. */
    @WithDefault("false")
    boolean accessLog();

    /** The largest request body that is read; a larger one is answered with 413. At most 100M. */
    @WithDefault("10M")
    MemorySize maxBody();

    /**
     * The largest request body that is scored where it is read, on the event loop, if the model is quick; larger ones are
     * scored by a thread of their own. 0 for none: then every request goes through Jakarta REST and its filters.
     */
    @WithDefault("16K")
    MemorySize eventLoopBody();
}
