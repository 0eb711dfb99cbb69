package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.chain.ScoringTime;
import dev.lastmile.serving.core.champion.ServingState.Origin;
import dev.lastmile.serving.core.champion.ServingState.Serving;
import dev.lastmile.serving.core.champion.ServingState.Waiting;
import dev.lastmile.serving.core.prediction.Role;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Holds the model that scores requests now. Thread-safe. */
public class Champion implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Champion.class.getName());

    private final AtomicReference<ServingState> state =
            new AtomicReference<>(new Waiting("The model is being loaded; try again in a moment."));

    private final Role role;
    private final Set<Origin> authorities;
    private volatile String problem = "";
    private volatile Instant resolved;

    /**
     * @param role of the alias that is served
     * @param authorities who may name the version of that alias; one from anywhere else is a fallback
     */
    public Champion(Role role, Set<Origin> authorities) {
        this.role = role;
        this.authorities = Set.copyOf(authorities);
    }

    /** A champion of the registry. */
    public Champion() {
        this(Role.CHAMPION, Set.of(Origin.REGISTRY));
    }

    /** The model that scores now, or why there is none. */
    public ServingState state() {
        return state.get();
    }

    /** Why the model that scores may not be the one that the registry names now; empty if it is. */
    public String problem() {
        return problem;
    }

    /** Reports that the registry's version cannot be served; empty once it is. */
    public void problem(String reason) {
        problem = reason;
    }

    /** When the registry last named the version of the alias; empty if it has not yet. */
    public Optional<Instant> resolved() {
        return Optional.ofNullable(resolved);
    }

    /** Reports when the registry last named the version of the alias. */
    public void resolved(Instant when) {
        resolved = when;
    }

    /** The role in which a model scores. */
    public Role role(Serving serving) {
        return authorities.contains(serving.origin()) && problem.isEmpty() ? role : Role.FALLBACK;
    }

    /**
     * Swaps in a new chain and closes the old one, whose in-flight requests complete. If this throws, the chain does
     * not serve, and the caller closes it.
     */
    public void serve(ChampionChain chain, Origin origin) {
        Serving next = new Serving(chain, origin, Instant.now(), ScoringTime.eventLoopRows(chain));
        ServingState before = state.getAndSet(next);
        try {
            closeIfServing(before);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The model that served before cannot be closed", e);
        }
    }

    /** Sets the reason why there is no model yet; a model that serves already goes on serving. */
    public void waitFor(String reason) {
        state.updateAndGet(current -> current instanceof Serving ? current : new Waiting(reason));
    }

    /** Closes the chain; later requests get 503. */
    @Override
    public void close() {
        closeIfServing(state.getAndSet(new Waiting("The service is stopping.")));
    }

    private static void closeIfServing(ServingState before) {
        if (before instanceof Serving serving) {
            serving.chain().close();
        }
    }
}
