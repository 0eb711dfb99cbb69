package dev.lastmile.httpguard;

import java.time.Duration;

/**
 * Time for the body of a request to arrive.
 *
 * @param timeout for a body of any size
 * @param bytesPerSecond minimum rate for a body that may take longer, in each further timeout
 */
public record BodyTime(Duration timeout, long bytesPerSecond) {

    /** The same timeout for every body, however large. */
    public static BodyTime whole(Duration timeout) {
        return new BodyTime(timeout, Long.MAX_VALUE);
    }

    /** Bytes that have to arrive within a timeout to extend it. */
    long progress() {
        return bytesPerSecond == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.max(1, Math.round(bytesPerSecond * (timeout.toMillis() / 1000.0)));
    }
}
