package dev.lastmile.serving.core.internal.champion;

import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.ServingState.Origin;
import dev.lastmile.serving.core.internal.champion.Trials.Trial;
import java.util.function.Supplier;

/**
 * A chain that is ready to score. Its trial is open until {@link #confirm} or {@link #close}: if the process crashes
 * before, the trial counts against the pair.
 */
public final class LoadedChain implements AutoCloseable {
    private final ChampionChain chain;
    private final Origin origin;
    private final String how;
    private final String problem;
    private final Trial trial;
    private final Supplier<String> remember;

    LoadedChain(
            ChampionChain chain, Origin origin, String how, String problem, Trial trial, Supplier<String> remember) {
        this.chain = chain;
        this.origin = origin;
        this.how = how;
        this.problem = problem;
        this.trial = trial;
        this.remember = remember;
    }

    /** The chain, which belongs to the caller once it is confirmed. */
    public ChampionChain chain() {
        return chain;
    }

    /** Where the pair was resolved. */
    public Origin origin() {
        return origin;
    }

    /** How the pair was resolved, for the log. */
    public String how() {
        return how;
    }

    /** Why this is not the registry's current pair; empty if it is, or the registry was not called. */
    public String problem() {
        return problem;
    }

    /**
     * Confirms that the chain serves: the pair becomes the last good one.
     *
     * @return a warning for the log if the cache cannot be written; otherwise empty
     */
    public String confirm() {
        String warning = remember.get();
        trial.passed();
        return warning;
    }

    /** Closes a chain that does not serve, and ends its trial. */
    @Override
    public void close() {
        try {
            chain.close();
        } finally {
            trial.withdraw();
        }
    }
}
