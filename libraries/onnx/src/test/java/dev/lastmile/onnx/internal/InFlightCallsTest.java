package dev.lastmile.onnx.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InFlightCallsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void closingWaitsForACallInFlightWhileLaterCallsAreRejectedWithoutWaiting() throws Exception {
        InFlightCalls calls = new InFlightCalls();
        assertThat(calls.enter()).isTrue();
        Future<Boolean> closed = threads.submit(calls::close);
        while (!calls.isClosed()) {
            Thread.onSpinWait();
        }

        // On this thread, which would wait for itself behind a writer.
        assertThat(calls.enter()).isFalse();
        assertThat(calls.enter()).isFalse();
        assertThat(closed.isDone()).isFalse();
        calls.exit();

        assertThat(closed.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(calls.enter()).isFalse();
        assertThat(calls.close()).isFalse();
    }

    @Test
    void anInterruptDoesNotEndTheWaitAndIsKept() throws Exception {
        InFlightCalls calls = new InFlightCalls();
        calls.enter();
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread closing = new Thread(() -> {
            calls.close();
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        closing.start();
        while (!calls.isClosed()) {
            Thread.onSpinWait();
        }
        closing.interrupt();
        closing.join(200);
        assertThat(closing.isAlive()).isTrue();

        calls.exit();

        closing.join();
        assertThat(interrupted).isTrue();
    }

    @Test
    void noCallIsInFlightOnceClosingReturns() throws Exception {
        for (int round = 0; round < 300; round++) {
            InFlightCalls calls = new InFlightCalls();
            AtomicBoolean freed = new AtomicBoolean();
            List<Future<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                callers.add(threads.submit(() -> {
                    int done = 0;
                    while (calls.enter()) {
                        assertThat(freed).isFalse();
                        done++;
                        calls.exit();
                    }
                    return done;
                }));
            }
            List<Future<Boolean>> closers = new ArrayList<>();
            for (int closer = 0; closer < 2; closer++) {
                closers.add(threads.submit(() -> {
                    boolean first = calls.close();
                    freed.set(true);
                    return first;
                }));
            }
            assertThat(List.of(closers.get(0).get(), closers.get(1).get())).containsExactlyInAnyOrder(true, false);
            for (Future<Integer> caller : callers) {
                assertThat(caller.get()).isNotNegative();
            }
        }
    }
}
