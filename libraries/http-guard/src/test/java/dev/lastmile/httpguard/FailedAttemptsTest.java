package dev.lastmile.httpguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final FailedAttempts failed = new FailedAttempts(3);

    @Test
    void aBurstIsFollowedByAPauseThatEnds() {
        long now = -5 * SECOND; // System.nanoTime may be negative
        for (int i = 0; i < 3; i++) {
            assertThat(failed.record("192.0.2.1", now)).isZero();
        }
        assertThat(failed.record("192.0.2.1", now)).isEqualTo(20);
        assertThat(failed.record("192.0.2.1", now + 19 * SECOND)).isEqualTo(1);
        assertThat(failed.record("192.0.2.1", now + 20 * SECOND)).isZero();
        assertThat(failed.record("192.0.2.1", now + 20 * SECOND)).isEqualTo(20);
        assertThat(failed.record("192.0.2.1", now + 500 * SECOND)).isZero();
    }

    @Test
    void addressesDoNotShareABucketButNetworksOfIpv6Do() {
        for (int i = 0; i < 3; i++) {
            failed.record("192.0.2.1", 0);
            failed.record("2001:db8:1:2:0:0:0:" + i, 0);
        }
        assertThat(failed.record("192.0.2.2", 0)).isZero();
        assertThat(failed.record("2001:db8:1:2:a:b:c:d", 0)).isPositive();
        assertThat(failed.record("2001:db8:1:3:a:b:c:d", 0)).isZero();
    }

    @Test
    void onlySoManyAddressesAreRemembered() {
        for (int i = 0; i < 4; i++) {
            failed.record("the first", 0);
        }
        assertThat(failed.record("the first", 0)).isPositive();
        for (int i = 0; i < FailedAttempts.MAX_ADDRESSES; i++) {
            failed.record("address " + i, 0);
        }
        assertThat(failed.record("the first", 0)).isZero();
    }
}
