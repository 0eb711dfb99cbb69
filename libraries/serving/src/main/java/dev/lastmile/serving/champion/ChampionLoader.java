package dev.lastmile.serving.champion;

import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.champion.ChampionSource.Loaded;
import dev.lastmile.serving.champion.ServingState.Origin;
import dev.lastmile.tracking.TrackingConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Loads the champion off the request path, and tries again until there is one that the registry has named. */
@ApplicationScoped
class ChampionLoader {
    private static final Logger LOG = Logger.getLogger(ChampionLoader.class);

    private final ServingConfig config;
    private final Champion champion;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread loader = new Thread(work, "champion-loader");
        loader.setDaemon(true);
        return loader;
    });
    private boolean cached;
    private String lastReason = "";
    private ChampionSource source;

    ChampionLoader(ServingConfig config, Champion champion) {
        this.config = config;
        this.champion = champion;
    }

    void onStart(@Observes StartupEvent event) {
        source = new ChampionSource(
                TrackingConfig.fromEnvironment(environment()), config.model(), config.alias(), config.cache());
        thread.execute(this::attempt);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        if (source != null) {
            source.close();
        }
    }

    private void attempt() {
        try {
            Loaded loaded = cached ? source.loadFromRegistry() : source.load();
            champion.serve(loaded.chain(), loaded.origin());
            cached = loaded.origin() == Origin.CACHE;
            LOG.logf(
                    loaded.origin() == Origin.REGISTRY ? Logger.Level.INFO : Logger.Level.WARN,
                    "Serving %s, %s",
                    loaded.chain().pair(),
                    loaded.how());
            if (cached) {
                again(); // until the registry says who is champion now
            }
        } catch (RuntimeException | LinkageError e) {
            // A missing native library is a LinkageError; an error that ends the thread would end the retries unseen.
            report(e);
            again();
        }
    }

    private void again() {
        if (!thread.isShutdown()) {
            thread.schedule(this::attempt, config.retry().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    // Once a reason, not once an attempt.
    private void report(Throwable e) {
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        champion.waitFor(reason);
        if (!reason.equals(lastReason)) {
            String what = cached ? "The model from the cache goes on answering" : "No model yet";
            LOG.warnf("%s: %s", what, reason);
            LOG.debug(what, e);
            lastReason = reason;
        }
    }

    // The loader repeats its attempts, so that a call of its own has little to repeat.
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MLFLOW_TRACKING_URI", config.trackingUri().toString());
        environment.putIfAbsent("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        environment.putIfAbsent("MLFLOW_HTTP_REQUEST_TIMEOUT", "30");
        return environment;
    }
}
