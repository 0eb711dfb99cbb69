package dev.lastmile.serving.core.internal.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.serving.core.RequestRejectedException;
import dev.lastmile.serving.core.internal.request.RequestMemory.Reservation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {
    private static final long LIMIT = 10 << 20;

    private final RequestMemory memory = new RequestMemory(LIMIT);

    @Test
    void aRequestThatNeedsTooMuchAloneIsTooLarge() {
        try (Reservation request = memory.open()) {
            request.reserve(LIMIT);

            assertThatThrownBy(() -> request.reserve(1))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(413))
                    .hasMessage("The request needs more than 10 MB of memory, which is the limit of this service. Send"
                            + " fewer rows at a time, or give the service a larger heap.");
        }
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aRequestThatFindsNoMemoryBesideOthersMayComeAgain() {
        try (Reservation other = memory.open();
                Reservation request = memory.open()) {
            other.reserve(LIMIT - 5);

            assertThatThrownBy(() -> request.reserve(6))
                    .isInstanceOfSatisfying(
                            RequestRejectedException.class,
                            e -> assertThat(e.status()).isEqualTo(429))
                    .hasMessageStartingWith("Requests in flight need more than 10 MB of memory");
            assertThat(memory.reserved()).isEqualTo(LIMIT - 5);

            other.close();
            request.reserve(6);
            assertThat(memory.reserved()).isBetween(6L, 8192L);
        }
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aRefusedReservationIsNotGivenBackTwice() {
        Reservation request = memory.open();
        request.reserve(100);
        assertThatThrownBy(() -> request.reserve(LIMIT)).isInstanceOf(RequestRejectedException.class);

        request.close();
        request.close();

        assertThat(memory.reserved()).isZero();
    }

    @Test
    void concurrentRequestsNeverHoldMoreThanTheLimit() throws InterruptedException {
        Thread[] threads = new Thread[8];
        long[] most = new long[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int own = i;
            threads[i] = new Thread(() -> {
                for (int round = 0; round < 2000; round++) {
                    try (Reservation request = memory.open()) {
                        request.reserve(LIMIT / 3);
                        most[own] = Math.max(most[own], memory.reserved());
                    } catch (RequestRejectedException e) {
                        most[own] = Math.max(most[own], 0);
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(memory.reserved()).isZero();
        // Another thread's attempt is counted for a moment before it is taken back.
        assertThat(Arrays.stream(most).max().orElseThrow()).isBetween(LIMIT / 3, LIMIT + threads.length * LIMIT / 3);
    }

    @Test
    void aReservationWithoutALimitTakesAnything() {
        try (Reservation request = RequestMemory.unlimited()) {
            request.reserve(Long.MAX_VALUE);
            request.reserve(Long.MAX_VALUE);
        }
    }

    @Test
    void theBytesOfAResponseCountUntilTheyAreWritten() throws IOException {
        byte[] response = {1, 2, 3};
        HeldBytes held;
        try (Reservation request = memory.open()) {
            request.reserve(LIMIT);
            held = request.hold(response);
            assertThat(memory.reserved()).isEqualTo(LIMIT);
        }
        assertThat(memory.reserved()).isEqualTo(3);
        assertThat(held.length()).isEqualTo(3);
        ByteArrayOutputStream written = new ByteArrayOutputStream();

        held.writeTo(written);

        assertThat(written.toByteArray()).isEqualTo(response);
        assertThat(memory.reserved()).isZero();
    }

    @Test
    void aResponseThatWasNotReservedIsCountedAndRefusesLaterRequests() {
        try (Reservation request = memory.open()) {
            HeldBytes held = request.hold(new byte[(int) LIMIT]);
            request.close();

            assertThat(memory.reserved()).isEqualTo(LIMIT);
            assertThatThrownBy(() -> request.reserve(1)).isInstanceOf(RequestRejectedException.class);
            assertThatThrownBy(() -> held.writeTo(failing())).isInstanceOf(IOException.class);
            assertThat(memory.reserved()).isZero();
        }
    }

    @Test
    void aResponseThatIsNeverWrittenIsGivenBackOnceItIsGarbage() throws InterruptedException {
        try (Reservation request = memory.open()) {
            request.hold(new byte[100]);
        }
        for (int i = 0; i < 100 && memory.reserved() > 0; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(memory.reserved()).isZero();
    }

    private static OutputStream failing() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("the client has gone");
            }
        };
    }
}
