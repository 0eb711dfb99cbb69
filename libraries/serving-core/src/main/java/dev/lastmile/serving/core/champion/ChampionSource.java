package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.chain.ChampionPair;
import dev.lastmile.serving.core.chain.ServedPart;
import dev.lastmile.serving.core.champion.ChampionRegistry.Resolved;
import dev.lastmile.serving.core.champion.ModelCache.Remembered;
import dev.lastmile.serving.core.champion.PairJson.UnreadableFileException;
import dev.lastmile.serving.core.champion.ServingState.Origin;
import dev.lastmile.serving.core.champion.Trials.Trial;
import dev.lastmile.tracking.TrackingClient;
import dev.lastmile.tracking.TrackingConfig;
import dev.lastmile.tracking.TrackingException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Brings the champion pair from the tracking server, or from the cache while that is away.
 *
 * <p>The cache answers only for a server that cannot be asked: if it says that there is no champion, or names one that
 * cannot be served, an older one in the cache is not a champion either.
 */
public final class ChampionSource implements AutoCloseable {
    private final TrackingConfig server;
    private final TrackingClient tracking;
    private final ChampionRegistry registry;
    private final String model;
    private final String alias;
    private final ServedPart part;
    private final ModelCache cache;
    private final Trials trials;
    private volatile Instant resolved;

    public ChampionSource(TrackingConfig server, String model, String alias, ServedPart part, Path cache) {
        this.server = server;
        this.tracking = new TrackingClient(server);
        this.registry = new ChampionRegistry(tracking);
        this.model = model;
        this.alias = alias;
        this.part = part;
        this.cache = new ModelCache(cache);
        this.trials = new Trials(cache, model, alias);
    }

    /**
     * The champion from the tracking server, or else from the cache. If the one that the server names is quarantined,
     * the last good one stands in for it, and {@link Loaded#problem} says so.
     *
     * @throws ServingException with the reason, if there is no model that can be served
     */
    public Loaded load() {
        try {
            return asked(() -> fromRegistry(resolve()));
        } catch (TrackingException e) {
            return fromCache(e);
        } catch (UntriedPairException e) {
            return lastGood(e);
        }
    }

    /**
     * The champion that the tracking server names now, for a service that answers already.
     *
     * @throws ServingException with the reason, if the server is away or names none
     */
    public Resolved named() {
        try {
            return asked(this::resolve);
        } catch (TrackingException e) {
            throw new ServingException(unasked(e), e);
        }
    }

    /**
     * Loads what {@link #named} has given.
     *
     * @throws TrackingException if the server is away
     * @throws ServingException with the reason, if it cannot be served
     */
    public Loaded load(Resolved named) {
        return asked(() -> fromRegistry(named));
    }

    /**
     * @throws TrackingException only if the server is away
     */
    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (TrackingException e) {
            if (isAway(e)) {
                throw e;
            }
            throw new ServingException("The tracking server at " + address() + " refuses: " + e.getMessage(), e);
        }
    }

    /** When the tracking server last named a pair; empty if it has not yet. */
    public Optional<Instant> resolved() {
        return Optional.ofNullable(resolved);
    }

    private Resolved resolve() {
        tracking.ping();
        Resolved pair = registry.resolve(model, alias)
                .orElseThrow(() -> new ServingException("The tracking server at " + address() + " has no version of "
                        + model + " with the alias " + alias + ". Run: make pipeline"));
        resolved = Instant.now();
        return pair;
    }

    private Loaded fromRegistry(Resolved resolved) {
        ChampionPair pair = resolved.pair();
        Recalled last = recall();
        boolean known = last.pair().equals(Optional.of(pair));
        if (!known) {
            trials.requireReleased(pair);
        }
        Path modelFolder = cache.provide(pair.model(), folder -> registry.download(resolved.model(), folder));
        Path featuresFolder = cache.provide(pair.features(), folder -> registry.download(resolved.features(), folder));
        Trial trial = known ? Trial.unrecorded() : trials.begin(pair);
        try {
            ChampionChain chain = ChampionChain.open(pair, part, featuresFolder, modelFolder);
            String how = "as " + alias + " at " + address() + last.warning();
            return new Loaded(chain, Origin.REGISTRY, how, "", trial, () -> remembered(pair));
        } catch (Throwable e) {
            trial.withdraw();
            throw e;
        }
    }

    /** A cache that cannot be written costs a start without the server, not the answers of this one. */
    private String remembered(ChampionPair pair) {
        try {
            cache.remember(model, alias, pair);
            return "";
        } catch (UncheckedIOException e) {
            return ". Without the tracking server it could not start again: " + e.getMessage();
        }
    }

    /** The pair that last served, and why that is not known. */
    private record Recalled(Optional<Remembered> remembered, String problem) {
        Optional<ChampionPair> pair() {
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

    private Loaded fromCache(TrackingException away) {
        String reason = unasked(away);
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new ServingException(reason + ", and no earlier " + alias + " of " + model
                        + " is cached" + last.reason()
                        + ". Set MLFLOW_TRACKING_URI, or start the server; if it has no model yet, run:"
                        + " make pipeline"));
        return fromCache(remembered, ". " + reason, "");
    }

    private Loaded lastGood(UntriedPairException untried) {
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new UntriedPairException(untried.getMessage() + " No earlier " + alias + " of "
                        + model + " is cached" + last.reason() + "."));
        return fromCache(remembered, ". " + untried.getMessage(), untried.getMessage());
    }

    /**
     * The champion that the cache remembers, whatever the tracking server may say.
     *
     * @throws ServingException with the reason, if there is none or it cannot be served
     */
    public Loaded cached() {
        Recalled last = recall();
        Remembered remembered = last.remembered()
                .orElseThrow(() -> new ServingException("The cache has no " + alias + " of " + model + last.reason()
                        + ", and LASTMILE_SERVING_MODELS says that no other place is asked. Set"
                        + " LASTMILE_SERVING_CACHE to the folder that has it, or LASTMILE_SERVING_MODELS to"
                        + " registry."));
        return fromCache(remembered, "", "");
    }

    private Loaded fromCache(Remembered remembered, String reason, String problem) {
        ChampionPair pair = remembered.pair();
        ChampionChain chain = ChampionChain.open(pair, part, cache.stored(pair.features()), cache.stored(pair.model()));
        String how = "from the cache, as " + alias + " at " + remembered.resolved() + reason;
        return new Loaded(chain, Origin.CACHE, how, problem, Trial.unrecorded(), () -> "");
    }

    private String unasked(TrackingException away) {
        return "The tracking server at " + address() + " cannot be asked (" + away.getMessage() + ")";
    }

    private static boolean isAway(TrackingException e) {
        return e.status().isEmpty()
                || e.status().getAsInt() >= 500
                || e.status().getAsInt() == 429;
    }

    private URI address() {
        return server.uri();
    }
}
