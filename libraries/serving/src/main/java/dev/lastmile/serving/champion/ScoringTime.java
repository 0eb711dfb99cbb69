package dev.lastmile.serving.champion;

import dev.lastmile.onnx.Batch;
import dev.lastmile.serving.ChampionChain;
import dev.lastmile.serving.RefusedRequestException;
import java.time.Duration;

/** How long a chain takes to score the few rows that it was registered with. */
final class ScoringTime {
    private static final int RUNS = 10;
    private static final Duration SHORT = Duration.ofMillis(1);

    private ScoringTime() {}

    /**
     * Whether others can wait while it scores: a millisecond at most, the best of ten. One that came without rows is not
     * asked, and may take long.
     */
    static boolean isShort(ChampionChain chain) {
        try {
            return chain.examples()
                    .map(rows -> best(chain, rows) <= SHORT.toNanos())
                    .orElse(false);
        } catch (RefusedRequestException e) {
            return false; // a row that a client would be refused
        }
    }

    private static long best(ChampionChain chain, Batch rows) {
        long best = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            chain.score(rows);
            best = Math.min(best, System.nanoTime() - start);
        }
        return best;
    }
}
