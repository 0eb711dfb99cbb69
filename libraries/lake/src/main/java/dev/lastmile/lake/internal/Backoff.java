package dev.lastmile.lake.internal;

import dev.lastmile.lake.LakeException;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts, a little longer each time and never as long as the other process waits. */
final class Backoff {
    private static final int LONGEST_MILLIS = 1000;

    private Backoff() {}

    static void pause(int attempt) {
        int bound = Math.min(LONGEST_MILLIS, 50 * attempt);
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(bound / 2, bound + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LakeException("Interrupted while waiting for the catalog", e);
        }
    }
}
