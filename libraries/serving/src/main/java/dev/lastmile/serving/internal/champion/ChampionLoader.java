package dev.lastmile.serving.internal.champion;

import dev.lastmile.serving.ModelSource;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.champion.Champion;
import dev.lastmile.serving.core.internal.champion.ChampionSource;
import dev.lastmile.serving.core.internal.champion.LoadedChain;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.champion.UntriedPairException;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import dev.lastmile.tracking.model.ChampionPair;
import dev.lastmile.tracking.model.ChampionPairRef;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Loads the champion in a background thread, retries until a pair from the registry serves, and then polls the registry
 * for a new one. The current pair serves until its successor is loaded.
 */
@ApplicationScoped
class ChampionLoader {
    private static final Logger LOG = Logger.getLogger(ChampionLoader.class);
    /** Pause before a pair that could not be served is loaded again; another pair is loaded at once. */
    private static final Duration RETRY_REJECTED_AFTER = Duration.ofMinutes(1);
    /** A constant, so that it can be reported when memory is exhausted. */
    private static final String UNREPORTED = "The champion cannot be loaded, and the reason cannot be reported.";

    private final ServingConfig config;
    private final Champion champion;
    private final PredictionLog log;
    private final Thread thread = new Thread(this::run, "champion-loader");
    private volatile boolean stopping;
    private String lastReason = "";
    private LoadedChain served;
    private ChampionPairRef rejected;
    private Instant rejectedUntil;
    private ChampionSource source;

    ChampionLoader(ServingConfig config, Champion champion, PredictionLog log) {
        this.config = config;
        this.champion = champion;
        this.log = log;
    }

    void onStart(@Observes StartupEvent event) {
        source = new ChampionSource(
                TrackingConfig.fromEnvironment(environment()),
                config.model(),
                config.alias(),
                config.part(),
                config.cache());
        thread.setDaemon(true);
        thread.start();
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping = true;
        if (source != null) {
            source.close(); // ends an attempt in progress, which does not count as a crash
        }
        thread.interrupt();
    }

    // A loop, since scheduling the next attempt would allocate, which fails when memory is exhausted.
    private void run() {
        if (config.models() == ModelSource.FETCH) {
            fetch();
            return;
        }
        boolean done = false;
        while (!stopping && !done) {
            try {
                attempt();
                done = config.models() == ModelSource.CACHE;
            } catch (Throwable e) {
                // Including OutOfMemoryError: one that ended the thread would silently end all refreshes.
                reportSafely(e);
            }
            if (!done) {
                pause();
            }
        }
    }

    private void attempt() {
        try {
            if (served == null) {
                serve(config.models() == ModelSource.CACHE ? source.cached() : source.load());
            } else {
                refresh();
            }
        } finally {
            source.resolved().ifPresent(champion::resolved);
        }
    }

    private void pause() {
        try {
            boolean isCurrent = served != null && served.origin() == Origin.REGISTRY;
            Thread.sleep((isCurrent ? config.refresh() : config.retry()).toMillis());
        } catch (InterruptedException e) {
            // The service is stopping, and the loop sees that.
        } catch (Throwable e) {
            reportSafely(e);
        }
    }

    /** Ends the process: with 0 once the pair is in the cache, with 1 if it cannot be loaded. */
    private void fetch() {
        try {
            LoadedChain loaded = source.load(source.resolve());
            LOG.infof("%s is in %s, %s%s", loaded.chain().pair(), config.cache(), loaded.how(), loaded.confirm());
            loaded.close();
            source.cached().close(); // as a service with this cache will start
            Quarkus.asyncExit(0);
        } catch (Throwable e) {
            LOG.error(reason(e));
            Quarkus.asyncExit(1);
        }
    }

    private void refresh() {
        ChampionPair current = source.resolve();
        ChampionPairRef pair = current.ref();
        if (served.origin() == Origin.REGISTRY && pair.equals(served.chain().pair())) {
            settled("");
        } else if (!pair.equals(rejected) || Instant.now().isAfter(rejectedUntil)) {
            try {
                serve(source.load(current));
            } catch (TrackingException | UntriedPairException e) {
                throw e; // transient
            } catch (Throwable e) {
                rejected = pair;
                rejectedUntil = Instant.now().plus(RETRY_REJECTED_AFTER);
                throw e;
            }
        }
    }

    private void serve(LoadedChain loaded) {
        try {
            log.requireKnown(loaded.chain());
            champion.serve(loaded.chain(), loaded.origin());
        } catch (Throwable e) {
            loaded.close();
            throw e;
        }
        served = loaded;
        settled(loaded.problem());
        String warning = loaded.confirm();
        LOG.logf(
                loaded.origin() == Origin.REGISTRY || config.models() == ModelSource.CACHE
                        ? Logger.Level.INFO
                        : Logger.Level.WARN,
                "Serving %s%s, %s%s",
                loaded.chain().pair(),
                loaded.chain().isMerged() ? " as one graph" : "",
                loaded.how(),
                warning);
    }

    private void settled(String problem) {
        rejected = null;
        lastReason = problem;
        champion.problem(problem);
    }

    private void reportSafely(Throwable e) {
        try {
            if (!stopping) {
                report(e);
            }
        } catch (Throwable unreported) {
            champion.problem(UNREPORTED);
        }
    }

    // Once per reason, not once per attempt.
    private void report(Throwable e) {
        String reason = reason(e);
        champion.waitFor(reason);
        champion.problem(reason);
        if (!reason.equals(lastReason)) {
            String what = served == null ? "No model yet" : served.chain().pair() + " continues to serve";
            LOG.warnf("%s: %s", what, reason);
            if (e instanceof ServingException || e instanceof TrackingException) {
                LOG.debug(what, e);
            } else {
                LOG.warn("Unexpected failure of the champion loader", e);
            }
            lastReason = reason;
        }
    }

    private static String reason(Throwable e) {
        return e instanceof RuntimeException && e.getMessage() != null
                ? e.getMessage()
                : "The champion cannot be loaded: " + e;
    }

    // The loader retries, so a single call has few retries.
    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("MLFLOW_TRACKING_URI", config.trackingUri().toString());
        environment.putIfAbsent("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1");
        environment.putIfAbsent("MLFLOW_HTTP_REQUEST_TIMEOUT", "30");
        return environment;
    }
}
