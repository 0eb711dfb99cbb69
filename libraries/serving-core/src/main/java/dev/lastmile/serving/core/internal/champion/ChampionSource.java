package dev.lastmile.serving.core.internal.champion;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.ModelCache.Remembered;
import dev.lastmile.serving.core.internal.champion.PairJson.UnreadableFileException;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.champion.Trials.Trial;
import dev.lastmile.tracking.ModelVersion;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import dev.lastmile.tracking.model.ChampionPair;
import dev.lastmile.tracking.model.ChampionPairException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ServingScope;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads the champion pair from the tracking server, or from the cache while the server is unavailable.
 *
 * <p>The cache is a fallback for an unreachable server only: if the server has no champion, or one that cannot be served,
 * an older one in the cache is not a champion either.
 */
public final class ChampionSource implements AutoCloseable {
    private final TrackingConfig server;
    private final TrackingClient tracking;
    private final String model;
    private final String alias;
    private final ServingScope scope;
    private final ModelCache cache;
    private final Trials trials;
    private volatile Instant resolved;

    public ChampionSource(TrackingConfig server, String model, String alias, ServingScope scope, Path cache) {
        this.server = server;
        this.tracking = new TrackingClient(server);
        this.model = model;
        this.alias = alias;
        this.scope = scope;
        this.cache = new ModelCache(cache);
        this.trials = new Trials(cache, model, alias);
    }

    /**
     * Loads the champion from the tracking server, or else from the cache. If the server's champion is quarantined, the
     * last good one is loaded instead, and {@link LoadedChain#problem} states why.
     *
     * @throws ServingException with the reason, if there is no model that can be served
     */
    public LoadedChain load() {
        try {
            return call(() -> fromRegistry(resolveAlias()));
        } catch (TrackingException e) {
            return fromCache(e);
        } catch (UntriedPairException e) {
            return lastGood(e);
        }
    }

    /**
     * Resolves the alias on the tracking server, without loading the pair.
     *
     * @throws ServingException with the reason, if the server is unavailable, has no champion, or an inconsistent one
     */
    public ChampionPair resolve() {
        try {
            return call(this::resolveAlias);
        } catch (TrackingException e) {
            throw new ServingException(unreachable(e), e);
        }
    }

    /**
     * Loads a pair that {@link #resolve} returned.
     *
     * @throws TrackingException if the server is unavailable
     * @throws ServingException with the reason, if the pair cannot be served
     */
    public LoadedChain load(ChampionPair pair) {
        return call(() -> fromRegistry(pair));
    }

    /**
     * @throws TrackingException only if the server is unavailable
     */
    private <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (TrackingException e) {
            if (isUnavailable(e)) {
                throw e;
            }
            throw new ServingException(
                    "The tracking server at " + address() + " rejects the request: " + e.getMessage(), e);
        } catch (ChampionPairException e) {
            throw new ServingException(e.getMessage(), e);
        }
    }

    /** When the tracking server last resolved the alias; empty if it has not yet. */
    public Optional<Instant> resolved() {
        return Optional.ofNullable(resolved);
    }

    private ChampionPair resolveAlias() {
        tracking.ping();
        ModelVersion version = tracking.modelVersionByAlias(model, alias)
                .orElseThrow(() -> new ServingException("The tracking server at " + address() + " has no version of "
                        + model + " with the alias " + alias + ". Run: make pipeline"));
        ChampionPair pair = ChampionPair.resolve(tracking, version);
        pair.ref(); // validates names and digests
        resolved = Instant.now();
        return pair;
    }

    private LoadedChain fromRegistry(ChampionPair registered) {
        ChampionPairRef pair = registered.ref();
        Recalled last = recall();
        boolean known = last.pair().equals(Optional.of(pair));
        if (!known) {
            trials.requireReleased(pair);
        }
        Path modelFolder = cache.provide(pair.model(), folder -> tracking.downloadModel(registered.model(), folder));
        Path featuresFolder =
                cache.provide(pair.features(), folder -> tracking.downloadModel(registered.features(), folder));
        Trial trial = known ? Trial.unrecorded() : trials.begin(pair);
        try {
            ChampionChain chain = ChampionChain.open(pair, scope, featuresFolder, modelFolder);
            String how = "as " + alias + " at " + address() + last.warning();
            return new LoadedChain(chain, Origin.REGISTRY, how, "", trial, () -> remembered(pair));
        } catch (Throwable e) {
            trial.withdraw();
            throw e;
        }
    }

    /** An unwritable cache prevents a later start without the server, not this one. */
    private String remembered(ChampionPairRef pair) {
        try {
            cache.remember(model, alias, pair);
            return "";
        } catch (UncheckedIOException e) {
            return ". The service could not start again without the tracking server: " + e.getMessage();
        }
    }

    /** The pair that last served, or why it is unknown. */
    private record Recalled(Optional<Remembered> remembered, String problem) {
        Optional<ChampionPairRef> pair() {
            return remembered.map(Remembered::pair);
        }

        String warning() {
            return problem.isEmpty() ? "" : ". " + problem + ", and is written again";
        }

        String reason() {
            return problem.isEmpty() ? "" : " (" + problem + ", so it is treated as absent)";
        }
    }

    private Recalled recall() {
        try {
            return new Recalled(cache.recall(model, alias), "");
        } catch (UnreadableFileException e) {
            return new Recalled(Optional.empty(), e.getMessage());
        }
    }

    @Override
    public void close() {
        trials.close();
        tracking.close();
    }

    private LoadedChain fromCache(TrackingException away) {
        String reason = unreachable(away);
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new ServingException(reason + ", and no earlier " + alias + " of " + model
                        + " is cached" + last.reason()
                        + ". Set MLFLOW_TRACKING_URI, or start the server; if it has no model yet, run:"
                        + " make pipeline"));
        return fromCache(remembered, ". " + reason, "");
    }

    private LoadedChain lastGood(UntriedPairException untried) {
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new UntriedPairException(untried.getMessage() + " No earlier " + alias + " of "
                        + model + " is cached" + last.reason() + "."));
        return fromCache(remembered, ". " + untried.getMessage(), untried.getMessage());
    }

    /**
     * Loads the champion that the cache remembers, without calling the tracking server.
     *
     * @throws ServingException with the reason, if there is none or it cannot be served
     */
    public LoadedChain cached() {
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new ServingException("The cache has no " + alias + " of " + model + last.reason()
                        + ", and LASTMILE_SERVING_MODELS excludes any other source. Set"
                        + " LASTMILE_SERVING_CACHE to the folder that has it, or LASTMILE_SERVING_MODELS to"
                        + " registry."));
        return fromCache(remembered, "", "");
    }

    private LoadedChain fromCache(Remembered remembered, String reason, String problem) {
        ChampionPairRef pair = remembered.pair();
        ChampionChain chain =
                ChampionChain.open(pair, scope, cache.stored(pair.features()), cache.stored(pair.model()));
        String how = "from the cache, as " + alias + " at " + remembered.resolved() + reason;
        return new LoadedChain(chain, Origin.CACHE, how, problem, Trial.unrecorded(), () -> "");
    }

    private String unreachable(TrackingException away) {
        return "The tracking server at " + address() + " cannot be reached (" + away.getMessage() + ")";
    }

    private static boolean isUnavailable(TrackingException e) {
        return e.status().isEmpty()
                || e.status().getAsInt() >= 500
                || e.status().getAsInt() == 429;
    }

    private URI address() {
        return server.uri();
    }
}
