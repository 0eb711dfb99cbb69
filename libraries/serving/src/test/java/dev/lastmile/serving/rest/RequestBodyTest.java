package dev.lastmile.serving.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.RefusedRequestException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private final RequestBody bodies = new RequestBody(200_000, 300_000);

    @Test
    void aBodyUpToTheLimitIsReadAndALongerOneRefused() {
        assertThat(read(200_000)).isEqualTo(200_000);
        assertThatThrownBy(() -> read(200_001))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class,
                        refused -> assertThat(refused.status()).isEqualTo(413))
                .hasMessageContaining("larger than 200000 bytes");
    }

    @Test
    void whatIsMoreThanMemoryIsEnoughForIsRefusedUntilTheOthersAreAnswered() {
        int read = bodies.read(body(200_000), first -> {
            assertThat(read(100_000)).isEqualTo(100_000);
            assertThatThrownBy(() -> read(100_001))
                    .isInstanceOfSatisfying(
                            RefusedRequestException.class,
                            refused -> assertThat(refused.status()).isEqualTo(429))
                    .hasMessageContaining("300000 bytes are under way");
            return first.length;
        });

        assertThat(read).isEqualTo(200_000);
        assertThat(bodies.<Integer>read(body(200_000), first -> read(100_000))).isEqualTo(100_000);
    }

    @Test
    void oneThatIsAloneIsReadWhateverThereIsOfMemory() {
        RequestBody little = new RequestBody(200_000, 1000);

        assertThat(little.<Integer>read(body(150_000), bytes -> bytes.length)).isEqualTo(150_000);
    }

    @Test
    void oneThatFailsIsCountedNoMore() {
        assertThatThrownBy(() -> bodies.read(body(200_000), bytes -> {
                    throw new IllegalStateException("a failure");
                }))
                .hasMessage("a failure");

        assertThat(bodies.<Integer>read(body(200_000), first -> read(100_000))).isEqualTo(100_000);
    }

    private int read(int length) {
        return bodies.read(body(length), bytes -> bytes.length);
    }

    private static InputStream body(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }
}
