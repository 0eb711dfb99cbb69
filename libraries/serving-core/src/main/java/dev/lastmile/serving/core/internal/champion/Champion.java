package dev.lastmile.serving.core.internal.champion;

import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.chain.LatencyProbe;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.champion.ServingState.Serving;
import dev.lastmile.serving.core.internal.champion.ServingState.Waiting;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The chain that serves now, swapped atomically. Thread-safe. */
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
     * @param authorities sources that may resolve the alias; a pair from any other source is a fallback
     */
    public Champion(Role role, Set<Origin> authorities) {
        this.role = role;
        this.authorities = Set.copyOf(authorities);
    }

    /** A champion that the registry resolves. */
    public Champion() {
        this(Role.CHAMPION, Set.of(Origin.REGISTRY));
    }

    /** The chain that serves, or why there is none. */
    public ServingState state() {
        return state.get();
    }

    /** Why the served pair may not be the registry's current one; empty if it is. */
    public String problem() {
        return problem;
    }

    /** Sets why the registry's current pair is not served; empty once it is. */
    public void problem(String reason) {
        problem = reason;
    }

    /** When the registry last resolved the alias; empty if it has not yet. */
    public Optional<Instant> resolved() {
        return Optional.ofNullable(resolved);
    }

    /** Sets when the registry last resolved the alias. */
    public void resolved(Instant when) {
        resolved = when;
    }

    /** The role of a served chain in the prediction log. */
    public Role role(Serving serving) {
        return authorities.contains(serving.origin()) && problem.isEmpty() ? role : Role.FALLBACK;
    }

    /**
     * Swaps in a new chain and closes the old one once its in-flight requests have completed. If this throws, the chain
     * does not serve, and the caller closes it.
     */
    public void serve(ChampionChain chain, Origin origin) {
        Serving next = new Serving(chain, origin, Instant.now(), LatencyProbe.eventLoopRows(chain));
        ServingState before = state.getAndSet(next);
        try {
            closeIfServing(before);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "The previous model cannot be closed", e);
        }
    }

    /** Sets why no model is loaded yet; has no effect once one serves. */
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
