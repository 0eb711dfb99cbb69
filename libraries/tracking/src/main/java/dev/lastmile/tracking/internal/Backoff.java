package dev.lastmile.tracking.internal;

import dev.lastmile.tracking.TrackingException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Exponential backoff of retries, with a jitter of a tenth so that clients do not retry at the same time.
 */
record Backoff(int maxRetries, Duration first) {
    private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);
    private static final Duration LONGEST = Duration.ofSeconds(60);

    static boolean isTransient(int status) {
        return TRANSIENT.contains(status);
    }

    /**
     * @param retry counted from 1
     * @param asked the server's Retry-After; zero without one
     */
    void pause(int retry, Duration asked) {
        Duration pause = first.multipliedBy(1L << Math.min(retry - 1, 20));
        pause = pause.plusMillis(
                (long) (pause.toMillis() * 0.1 * ThreadLocalRandom.current().nextDouble()));
        pause = pause.compareTo(asked) < 0 ? asked : pause;
        pause = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrackingException("Interrupted while waiting to ask the tracking server again.", e);
        }
    }
}
