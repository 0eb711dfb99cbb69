package dev.lastmile.serving.log;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.chain.ChampionChain;
import dev.lastmile.serving.core.prediction.Prediction;
import dev.lastmile.serving.core.prediction.PredictionLog;
import dev.lastmile.serving.core.prediction.Role;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * Between the threads that answer and the one that writes: bounded in records, and in memory to an eighth of the heap.
 *
 * <p>Offering takes no lock and wakes nobody; the writer looks for itself. Counted are
 * {@code lastmile_log_dropped_total} and {@code lastmile_log_written_total}; {@code lastmile_log_queued} is what waits.
 */
@Singleton
class LogQueue implements PredictionLog {
    private final boolean enabled;
    private final int most;
    private final long mostWeight;
    private final Set<String> omitted;
    private final MpscAtomicArrayQueue<LogRecord> records;
    private final AtomicLong weight = new AtomicLong();
    private final Counter dropped;
    private final Counter written;
    private volatile boolean expecting;

    LogQueue(LogConfig config, MeterRegistry metrics) {
        this.enabled = config.enabled();
        this.most = Math.max(config.queue(), 1);
        this.mostWeight = Runtime.getRuntime().maxMemory() / 8;
        this.omitted = config.omit().orElse(Set.of());
        this.records = new MpscAtomicArrayQueue<>(enabled ? Math.max(most, 2) : 2);
        this.dropped = metrics.counter("lastmile.log.dropped");
        this.written = metrics.counter("lastmile.log.written");
        metrics.gauge("lastmile.log.queued", records, MpscAtomicArrayQueue::size);
    }

    @Override
    public void offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {
        if (!enabled) {
            return;
        }
        LogRecord record = LogRecord.of(prediction, role, caller.requestId(), nanoseconds);
        // Counted before it is there, since the writer may take it at once. One that is too large alone is let in.
        long before = weight.getAndAdd(record.weight());
        boolean fits = before == 0 || before + record.weight() <= mostWeight;
        if (!fits || !records.offerIfBelowThreshold(record, most)) {
            weight.addAndGet(-record.weight());
            dropped.increment();
        }
    }

    @Override
    public void requireKnown(ChampionChain chain) {
        Set<String> unknown = new TreeSet<>(enabled ? omitted : Set.of());
        chain.inputs().forEach(column -> unknown.remove(column.name()));
        chain.outputs().forEach(output -> unknown.remove(output.name()));
        if (!unknown.isEmpty()) {
            throw new ServingException("LASTMILE_SERVING_LOG_OMIT names " + unknown + ", and " + chain.pair()
                    + " has the inputs "
                    + chain.inputs().stream().map(column -> column.name()).toList() + " and the outputs "
                    + chain.outputs().stream().map(output -> output.name()).toList()
                    + ". Correct the name, or leave it out.");
        }
        expecting = true;
    }

    /** Whether a model is about to answer, or does. */
    boolean isExpecting() {
        return expecting;
    }

    /** The columns that must not be stored. */
    Set<String> omitted() {
        return omitted;
    }

    /** Takes what waits, oldest first, up to so many records of so much weight together; at least one if any waits. */
    List<LogRecord> take(int mostRecords, long mostWeightTogether) {
        List<LogRecord> taken = new ArrayList<>();
        long together = 0;
        while (taken.size() < mostRecords && together < mostWeightTogether) {
            LogRecord next = records.poll();
            if (next == null) {
                break;
            }
            together += next.weight();
            taken.add(next);
        }
        weight.addAndGet(-together);
        return taken;
    }

    /** Of all that waits, together. */
    long weight() {
        return weight.get();
    }

    int size() {
        return records.size();
    }

    void wrote(int count) {
        written.increment(count);
    }

    void dropped(int count) {
        dropped.increment(count);
    }

    long written() {
        return (long) written.count();
    }

    long dropped() {
        return (long) dropped.count();
    }
}
