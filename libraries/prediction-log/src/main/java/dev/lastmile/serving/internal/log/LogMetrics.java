package dev.lastmile.serving.internal.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Metrics of the log, {@code lastmile_log_*}. */
@Singleton
class LogMetrics {
    private static final long NEVER = Long.MIN_VALUE;

    private final MeterRegistry registry;
    private final Counter written;
    private final Counter dropped;
    private final Counter unreadable;
    private volatile long lastWrite = NEVER;

    LogMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.written = counter("written", "Predictions written to the prediction log");
        this.dropped = counter("dropped", "Predictions that were served and not logged");
        this.unreadable = counter("unreadable", "Records that a page of the prediction log skipped, each time");
        Gauge.builder("lastmile.log.last.write.age", this, LogMetrics::age)
                .description("Time since predictions were last written to the prediction log; NaN before the first")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Registers the length and the memory of the queue. */
    void observe(LogQueue queue) {
        Gauge.builder("lastmile.log.queued", queue, LogQueue::size)
                .description("Predictions that wait to be written to the prediction log")
                .register(registry);
        Gauge.builder("lastmile.log.queue", queue, LogQueue::memory)
                .description("Memory of the queue of the prediction log")
                .baseUnit("bytes")
                .register(registry);
    }

    void wrote(int count) {
        lastWrite = System.nanoTime();
        written.increment(count);
    }

    void dropped(int count) {
        dropped.increment(count);
    }

    void unreadable(long count) {
        unreadable.increment(count);
    }

    long written() {
        return (long) written.count();
    }

    long dropped() {
        return (long) dropped.count();
    }

    /** Seconds since the last successful write; NaN before the first. */
    double age() {
        return lastWrite == NEVER ? Double.NaN : (System.nanoTime() - lastWrite) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private Counter counter(String name, String description) {
        return Counter.builder("lastmile.log." + name).description(description).register(registry);
    }
}
