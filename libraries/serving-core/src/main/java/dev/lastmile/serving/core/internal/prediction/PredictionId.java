package dev.lastmile.serving.core.internal.prediction;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** UUIDs of version 7, which are ordered by time and keep an index compact. */
final class PredictionId {
    private PredictionId() {}

    /**
     * A new id, created without the lock of {@link UUID#randomUUID}: it has to be unique, not unpredictable.
     *
     * @param millis milliseconds since 1970
     */
    static UUID at(long millis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = millis << 16 | 0x7000 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }
}
