package dev.lastmile.serving.core.prediction;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Makes UUIDs of version 7: later ones sort after earlier ones, which keeps an index of them small and quick. */
final class PredictionId {
    private PredictionId() {}

    /**
     * Without a lock, which {@link UUID#randomUUID} takes: an id has to be unlike every other one, not hard to guess.
     *
     * @param millis since 1970
     */
    static UUID at(long millis) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = millis << 16 | 0x7000 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | Long.MIN_VALUE;
        return new UUID(high, low);
    }
}
