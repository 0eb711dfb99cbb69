package dev.lastmile.httpguard;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Limits failed authentications per remote address: a token bucket each, in a map of bounded size. Thread-safe.
 */
public final class FailedAttempts {
    /** Maximum addresses; the one that failed longest ago is evicted. */
    static final int MAX_ADDRESSES = 4096;

    private static final int IPV6_PREFIX_GROUPS = 4;

    private final int perMinute;
    private final long nanosPerToken;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private static final class Bucket {
        private long tokens;
        private long filledAt;
    }

    /** @param perMinute failures that an address may have per minute, also as one burst */
    public FailedAttempts(int perMinute) {
        this.perMinute = Math.max(1, perMinute);
        this.nanosPerToken = Duration.ofMinutes(1).toNanos() / this.perMinute;
    }

    /**
     * Records a failure.
     *
     * @param now of {@link System#nanoTime}
     * @return seconds until the address may retry; 0 if it may now
     */
    public synchronized long record(String address, long now) {
        Bucket bucket = buckets.computeIfAbsent(network(address), absent -> {
            Bucket full = new Bucket();
            full.tokens = perMinute;
            full.filledAt = now;
            return full;
        });
        long gained = Math.min((now - bucket.filledAt) / nanosPerToken, perMinute);
        bucket.tokens = Math.min(perMinute, bucket.tokens + gained);
        bucket.filledAt = bucket.tokens == perMinute ? now : bucket.filledAt + gained * nanosPerToken;
        if (bucket.tokens > 0) {
            bucket.tokens--;
            return 0;
        }
        long left = bucket.filledAt + nanosPerToken - now;
        return Math.max(1, Duration.ofNanos(left).plusNanos(999_999_999).toSeconds());
    }

    // One IPv6 client has 2^64 addresses.
    private static String network(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return String.valueOf(address);
        }
        int end = -1;
        for (int groups = 0; groups < IPV6_PREFIX_GROUPS; groups++) {
            int next = address.indexOf(':', end + 1);
            if (next < 0) {
                return address;
            }
            end = next;
        }
        return address.substring(0, end);
    }
}
