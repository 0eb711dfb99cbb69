package dev.lastmile.serving.core.champion;

import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.champion.ServingState.Origin;
import dev.lastmile.serving.core.champion.Trials.Trial;
import java.util.function.Supplier;

/**
 * A chain that is ready to score. Its attempt is open until {@link #confirm} or {@link #close}: if the process dies
 * before, the attempt counts against the pair.
 */
public final class Loaded implements AutoCloseable {
    private final ChampionChain chain;
    private final Origin origin;
    private final String how;
    private final String problem;
    private final Trial trial;
    private final Supplier<String> remember;

    Loaded(ChampionChain chain, Origin origin, String how, String problem, Trial trial, Supplier<String> remember) {
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

    /** Who named the pair. */
    public Origin origin() {
        return origin;
    }

    /** Where the pair was resolved, for the log. */
    public String how() {
        return how;
    }

    /** Why this is not the pair that the registry names; empty if it is, or the registry has not been asked. */
    public String problem() {
        return problem;
    }

    /**
     * Reports that the chain serves: the pair is the last good one from now on.
     *
     * @return a warning for the log if the cache cannot be written; otherwise empty
     */
    public String confirm() {
        String warning = remember.get();
        trial.passed();
        return warning;
    }

    /** Closes a chain that does not serve, and ends its attempt. */
    @Override
    public void close() {
        try {
            chain.close();
        } finally {
            trial.withdraw();
        }
    }
}
