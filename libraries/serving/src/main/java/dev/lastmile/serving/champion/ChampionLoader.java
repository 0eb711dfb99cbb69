package dev.lastmile.serving.champion;

import dev.lastmile.serving.ModelsFrom;
import dev.lastmile.serving.ServingConfig;
import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.champion.Champion;
import dev.lastmile.serving.core.champion.ChampionRegistry.Resolved;
import dev.lastmile.serving.core.champion.ChampionSource;
import dev.lastmile.serving.core.champion.Loaded;
import dev.lastmile.serving.core.champion.ServingState.Origin;
import dev.lastmile.serving.core.champion.UntriedPairException;
import dev.lastmile.serving.core.prediction.PredictionLog;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
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
 * Loads the champion off the request path, tries again until there is one that the registry has named, and then asks
 * whether the alias means another one now. What answers goes on until another one can.
 */
@ApplicationScoped
class ChampionLoader {
    private static final Logger LOG = Logger.getLogger(ChampionLoader.class);
    /** A pair that could not be served is loaded again after so long; another one at once. */
    private static final Duration REFUSED_FOR = Duration.ofMinutes(1);
    /** A constant, for a moment when there is no memory to say more. */
    private static final String UNREPORTED = "The champion cannot be loaded, and the reason cannot be reported.";

    private final ServingConfig config;
    private final Champion champion;
    private final PredictionLog log;
    private final Thread thread = new Thread(this::run, "champion-loader");
    private volatile boolean stopping;
    private String lastReason = "";
    private Loaded served;
    private ChampionPair refused;
    private Instant refusedUntil;
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
            source.close(); // ends an attempt that is in flight, which does not count as a death
        }
        thread.interrupt();
    }

    // A loop, since the next attempt of an executor has to be allocated, which fails when memory is short.
    private void run() {
        if (config.models() == ModelsFrom.FETCH) {
            fetch();
            return;
        }
        boolean settledForEver = false;
        while (!stopping && !settledForEver) {
            try {
                attempt();
                settledForEver = config.models() == ModelsFrom.CACHE;
            } catch (Throwable e) {
                // Whatever it is, an OutOfMemoryError too: one that ended the thread would end all refreshes unseen.
                reportSafely(e);
            }
            if (!settledForEver) {
                pause();
            }
        }
    }

    private void attempt() {
        try {
            if (served == null) {
                serve(config.models() == ModelsFrom.CACHE ? source.cached() : source.load());
            } else {
                refresh();
            }
        } finally {
            source.resolved().ifPresent(champion::resolved);
        }
    }

    private void pause() {
        try {
            boolean named = served != null && served.origin() == Origin.REGISTRY;
            Thread.sleep((named ? config.refresh() : config.retry()).toMillis());
        } catch (InterruptedException e) {
            // The service is stopping, and the loop sees that.
        } catch (Throwable e) {
            reportSafely(e);
        }
    }

    /** Ends the process: 0 once the pair is in the cache, 1 if it cannot be had. */
    private void fetch() {
        try {
            Loaded loaded = source.load(source.named());
            LOG.infof("%s is in %s, %s%s", loaded.chain().pair(), config.cache(), loaded.how(), loaded.confirm());
            loaded.close();
            source.cached().close(); // as whoever gets the folder will start
            Quarkus.asyncExit(0);
        } catch (Throwable e) {
            LOG.error(reason(e));
            Quarkus.asyncExit(1);
        }
    }

    private void refresh() {
        Resolved named = source.named();
        ChampionPair pair = named.pair();
        if (served.origin() == Origin.REGISTRY && pair.equals(served.chain().pair())) {
            settled("");
        } else if (!pair.equals(refused) || Instant.now().isAfter(refusedUntil)) {
            try {
                serve(source.load(named));
            } catch (TrackingException | UntriedPairException e) {
                throw e; // which the next refresh may find otherwise
            } catch (Throwable e) {
                refused = pair;
                refusedUntil = Instant.now().plus(REFUSED_FOR);
                throw e;
            }
        }
    }

    private void serve(Loaded loaded) {
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
                loaded.origin() == Origin.REGISTRY || config.models() == ModelsFrom.CACHE
                        ? Logger.Level.INFO
                        : Logger.Level.WARN,
                "Serving %s%s, %s%s",
                loaded.chain().pair(),
                loaded.chain().isMerged() ? " as one graph" : "",
                loaded.how(),
                warning);
    }

    private void settled(String problem) {
        refused = null;
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

    // Once a reason, not once an attempt.
    private void report(Throwable e) {
        String reason = reason(e);
        champion.waitFor(reason);
        champion.problem(reason);
        if (!reason.equals(lastReason)) {
            String what = served == null ? "No model yet" : served.chain().pair() + " goes on answering";
            LOG.warnf("%s: %s", what, reason);
            if (e instanceof ServingException || e instanceof TrackingException) {
                LOG.debug(what, e);
            } else {
                LOG.warn("The cause is not one that the loader expects", e);
            }
            lastReason = reason;
        }
    }

    private static String reason(Throwable e) {
        return e instanceof RuntimeException && e.getMessage() != null
                ? e.getMessage()
                : "The champion cannot be loaded: " + e;
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
