package dev.lastmile.serving.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.request.RequestMemory;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private final RequestBody bodies = new RequestBody(200_000);
    private final RequestMemory memory = new RequestMemory(350_000);

    @Test
    void aBodyUpToTheLimitIsReadAndALongerOneRejected() {
        assertThat(read(200_000)).isEqualTo(200_000);
        assertThatThrownBy(() -> read(200_001))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejected -> assertThat(rejected.status()).isEqualTo(413))
                .hasMessageContaining("larger than 200000 bytes");
    }

    @Test
    void bodiesThatTogetherNeedTooMuchMemoryAreRejectedUntilOthersAreDone() {
        try (RequestMemory.Reservation first = memory.open()) {
            bodies.read(body(200_000), first);

            assertThat(read(100_000)).isEqualTo(100_000);
            assertThatThrownBy(() -> read(200_000))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            rejected -> assertThat(rejected.status()).isEqualTo(429))
                    .hasMessageContaining("Requests in flight need more than");
        }
        assertThat(read(200_000)).isEqualTo(200_000);
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aRequestThatNeedsTooMuchMemoryAloneIsRejectedForGood() {
        assertThatThrownBy(() -> bodies.read(body(200_000), new RequestMemory(100_000).open()))
                .isInstanceOfSatisfying(
                        RequestRejectedException.class,
                        rejected -> assertThat(rejected.status()).isEqualTo(413));
    }

    private int read(int length) {
        try (RequestMemory.Reservation reservation = memory.open()) {
            return bodies.read(body(length), reservation).length;
        }
    }

    private static InputStream body(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }
}
