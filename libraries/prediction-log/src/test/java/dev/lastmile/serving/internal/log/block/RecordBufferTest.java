package dev.lastmile.serving.internal.log.block;

import static dev.lastmile.serving.internal.log.block.Predictions.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.Column;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecordBufferTest {
    private static final int SEGMENT = RecordBuffer.SEGMENT;

    @Test
    void holdsAsManyRecordsAsItMay() {
        RecordBuffer buffer = new RecordBuffer(3, 1 << 20, Set.of());
        for (int i = 0; i < 5; i++) {
            assertThat(offer(buffer, 1)).isEqualTo(i < 3);
        }

        assertThat(buffer.size()).isEqualTo(3);
        assertThat(records(buffer.take(Long.MAX_VALUE))).isEqualTo(3);
        assertThat(buffer.size()).isZero();
        assertThat(buffer.take(Long.MAX_VALUE)).isEmpty();
        assertThat(offer(buffer, 1)).isTrue();
        assertThat(records(buffer.take(1))).isEqualTo(1);
    }

    @Test
    void holdsAsManyBytesAsItMayAndUsesThemAgain() {
        RecordBuffer buffer = new RecordBuffer(1_000_000, 20 * SEGMENT, Set.of());
        for (int round = 0; round < 20; round++) {
            int accepted = 0;
            while (offer(buffer, 1000)) {
                accepted++;
            }

            assertThat(accepted).isEqualTo(20 * (SEGMENT / 8050));
            assertThat(buffer.memory()).isEqualTo(20L * SEGMENT);
            assertThat(records(buffer.take(1))).isEqualTo(SEGMENT / 8050);
            assertThat(records(buffer.take(Long.MAX_VALUE))).isEqualTo(accepted - SEGMENT / 8050);
            assertThat(buffer.take(Long.MAX_VALUE)).isEmpty();
        }
    }

    @Test
    void aLargeRecordIsAcceptedAloneAndReadAsItIs() {
        RecordBuffer buffer = new RecordBuffer(1_000_000, 1 << 20, Set.of());
        int large = 200_000;

        assertThat(offer(buffer, large)).isTrue();
        assertThat(offer(buffer, large)).isFalse();
        assertThat(offer(buffer, 1)).isTrue();

        List<Block> blocks = buffer.take(Long.MAX_VALUE);
        assertThat(blocks).hasSize(2);
        BlockReader.Entry entry = new BlockReader(blocks.get(0).bytes()).next();
        assertThat(((Column.Doubles) entry.inputs().get("a")).values()).isEqualTo(values(large));
        assertThat(offer(buffer, large)).isTrue();
    }

    @Test
    void ofManyThreadsEveryAcceptedRecordIsTakenOnce() throws Exception {
        RecordBuffer buffer = new RecordBuffer(5_000, 1 << 20, Set.of());
        int threads = 6;
        ConcurrentLinkedQueue<UUID> accepted = new ConcurrentLinkedQueue<>();
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<UUID> taken = new ArrayList<>();
        try {
            List<Future<?>> offering = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int version = thread % 2;
                offering.add(executor.submit(() -> {
                    for (int i = 0; i < 30_000; i++) {
                        Prediction prediction = Predictions.of(
                                Predictions.pair("" + (version + i / 10_000)),
                                Predictions.columns("a", new Column.Doubles(values(i % 1000 == 0 ? 20_000 : i % 50))),
                                null);
                        if (buffer.offer(prediction, Role.CHAMPION, NOBODY, i)) {
                            accepted.add(prediction.id());
                        }
                    }
                }));
            }
            while (!offering.stream().allMatch(Future::isDone)) {
                collect(buffer.take(500_000), taken);
                Thread.sleep(1);
            }
            for (Future<?> one : offering) {
                one.get();
            }
            collect(buffer.take(Long.MAX_VALUE), taken);
        } finally {
            executor.shutdownNow();
        }

        assertThat(buffer.size()).isZero();
        assertThat(taken.size()).isGreaterThan(50_000);
        Set<UUID> distinct = new HashSet<>(taken);
        assertThat(distinct).hasSameSizeAs(taken).isEqualTo(new HashSet<>(accepted));
    }

    private static void collect(List<Block> blocks, List<UUID> ids) {
        for (Block block : blocks) {
            BlockReader reader = new BlockReader(block.bytes());
            int records = 0;
            while (reader.hasNext()) {
                BlockReader.Entry entry = reader.next();
                assertThat(((Column.Doubles) entry.inputs().get("a")).values()).isEqualTo(values(entry.rows()));
                ids.add(entry.id());
                records++;
            }
            assertThat(records).isEqualTo(block.records());
        }
    }

    private static boolean offer(RecordBuffer buffer, int values) {
        return buffer.offer(Predictions.of(new Column.Doubles(values(values))), Role.CHAMPION, NOBODY, 1);
    }

    private static double[] values(int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = i / 3.0;
        }
        return values;
    }

    private static int records(List<Block> blocks) {
        return blocks.stream().mapToInt(Block::records).sum();
    }
}
