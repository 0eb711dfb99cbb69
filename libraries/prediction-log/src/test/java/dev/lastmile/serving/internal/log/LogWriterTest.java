package dev.lastmile.serving.internal.log;

import static dev.lastmile.serving.internal.log.block.Predictions.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.internal.log.block.Block;
import dev.lastmile.serving.internal.log.block.Predictions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The writer with faults injected into its store. */
class LogWriterTest {
    private static final LogConfig CONFIG = FixedLogConfig.of(true, 100, Optional.empty());

    /** Fails with the given errors first, one after the other, and keeps what it is given then. */
    private static final class Store extends LogStore {
        private final BlockingQueue<Throwable> faults;
        private final BlockingQueue<Integer> written = new LinkedBlockingQueue<>();

        private Store(Throwable... faults) {
            this.faults = new LinkedBlockingQueue<>(List.of(faults));
        }

        @Override
        void migrate() {
            fail();
        }

        @Override
        void name() {
            fail();
        }

        @Override
        long lastSequence() {
            return 0;
        }

        @Override
        long write(List<Block> blocks, long since) {
            fail();
            blocks.forEach(block -> written.add(block.records()));
            return since + blocks.size();
        }

        @Override
        void sync() {}

        @Override
        long expire(Instant before) {
            fail();
            return 0;
        }

        private void fail() {
            Throwable fault = faults.poll();
            if (fault instanceof Error error) {
                throw error;
            } else if (fault instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }

    @Test
    void noErrorEndsIt() throws InterruptedException {
        LogMetrics metrics = new LogMetrics(new SimpleMeterRegistry());
        LogQueue queue = new LogQueue(CONFIG, metrics);
        Store store = new Store(
                new OutOfMemoryError("injected"),
                new StackOverflowError(),
                new NoClassDefFoundError("injected"),
                new AssertionError("injected"),
                new IllegalStateException("injected"));
        LogWriter writer = new LogWriter(CONFIG, queue, store, metrics);
        writer.onStart(null);
        try {
            assertThat(metrics.age()).isNaN();
            offer(queue);
            assertThat(store.written.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(store.faults).isEmpty();
            offer(queue);
            assertThat(store.written.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(writer.problem()).isEmpty();
            assertThat(metrics.dropped()).isZero();
        } finally {
            writer.onStop(null);
        }
        assertThat(metrics.written()).isEqualTo(2);
        assertThat(metrics.age()).isBetween(0.0, 20.0);
    }

    @Test
    void whatWasAcceptedIsWrittenAtTheEnd() throws InterruptedException {
        LogMetrics metrics = new LogMetrics(new SimpleMeterRegistry());
        LogQueue queue = new LogQueue(CONFIG, metrics);
        Store store = new Store();
        LogWriter writer = new LogWriter(CONFIG, queue, store, metrics);
        writer.onStart(null);
        for (int i = 0; i < 50; i++) {
            offer(queue);
        }

        writer.onStop(null);

        assertThat(store.written.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
        assertThat(queue.size()).isZero();
    }

    private static void offer(LogQueue queue) {
        queue.offer(Predictions.of(new Column.Doubles(new double[] {1})), Role.CHAMPION, NOBODY, 1);
    }
}
