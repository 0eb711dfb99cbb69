package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.internal.log.block.Block;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The thread that writes the queue: every 250 ms, or as soon as a megabyte is queued.
 *
 * <p>A batch that cannot be written is retried for half a minute, then dropped and counted; meanwhile the queue fills up. On
 * shutdown the queue is written completely. No error ends the thread: it reports the error and continues.
 */
@ApplicationScoped
class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);

    /** Bytes per transaction. */
    private static final long BATCH = 2_000_000;
    /** Full segments, together a megabyte, that are written at once. */
    private static final int FULL_SEGMENTS = 16;

    private static final Duration WAIT = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration SYNC = Duration.ofSeconds(1);
    private static final Duration GIVE_UP = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final LogConfig config;
    private final LogQueue queue;
    private final LogStore store;
    private final LogMetrics metrics;
    private final Thread thread = new Thread(this::run, "prediction-log");
    private final boolean syncs;
    private volatile boolean stopping;
    private volatile String problem = "";
    private boolean opened;
    private volatile boolean migrated;
    private long position;
    private boolean unsynced;
    private long lastSync = System.nanoTime();
    private long nextHousekeeping = System.nanoTime() + HOUSEKEEPING.toNanos();

    LogWriter(LogConfig config, LogQueue queue, LogStore store, LogMetrics metrics) {
        this.config = config;
        this.queue = queue;
        this.store = store;
        this.metrics = metrics;
        this.syncs = config.url().isEmpty();
    }

    void onStart(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    // All requests have their responses by then, since quarkus.shutdown.timeout waits for them, and the database is
    // open.
    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(SHUTDOWN.toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    /** Whether the tables can be read. */
    boolean isOpen() {
        return migrated;
    }

    /** Why records cannot be written; empty if they are. */
    String problem() {
        return problem;
    }

    private void run() {
        while (true) {
            try {
                boolean last = stopping;
                if (!last) {
                    expireRecords();
                    await();
                }
                List<Block> batch = queue.take(BATCH);
                if (!batch.isEmpty()) {
                    write(batch);
                } else if (last) {
                    sync(true);
                    return;
                } else {
                    sync(false);
                }
            } catch (Throwable e) {
                report(e);
                LockSupport.parkNanos(FIRST_PAUSE.toNanos());
                if (stopping) {
                    return;
                }
            }
        }
    }

    private void await() {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!stopping && queue.full() < FULL_SEGMENTS && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private void write(List<Block> batch) {
        int records = batch.stream().mapToInt(Block::records).sum();
        long giveUp = System.nanoTime() + GIVE_UP.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                migrate();
                position = store.write(batch, position);
                unsynced = true;
                sync(false);
                metrics.wrote(records);
                settled();
                return;
            } catch (Throwable e) {
                report(e);
                if (stopping || System.nanoTime() > giveUp) {
                    metrics.dropped(records);
                    LOG.warnf("%d predictions are not in the log: %s", records, problem);
                    return;
                }
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    // Not with each commit: a flush takes as long as the disk does, and the queue would fill up meanwhile.
    private void sync(boolean now) {
        if (syncs && unsynced && (now || System.nanoTime() - lastSync > SYNC.toNanos())) {
            store.sync();
            unsynced = false;
            lastSync = System.nanoTime();
        }
    }

    // A few at a time, so that it never delays the writing of records.
    private void expireRecords() {
        // The database is opened once a model is about to serve, or a while after the start, to leave that to the
        // model.
        if (System.nanoTime() < nextHousekeeping && (opened || !queue.isExpecting())) {
            return;
        }
        long pause = HOUSEKEEPING.toNanos();
        opened = true;
        try {
            migrate();
            if (store.expire(Instant.now().minus(config.retention())) > 0) {
                pause = 0;
            }
            settled();
        } finally {
            nextHousekeeping = System.nanoTime() + pause;
        }
    }

    private void migrate() {
        if (!migrated) {
            store.migrate();
            store.name();
            position = store.lastSequence();
            migrated = true;
        }
    }

    private void settled() {
        if (!problem.isEmpty()) {
            LOG.info("The prediction log is written again");
            problem = "";
        }
    }

    // Once per reason, not once per attempt.
    private void report(Throwable e) {
        String reason = reason(e);
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.warnf("The prediction log cannot be written; predictions are served without it: %s", reason);
            LOG.debug("The prediction log cannot be written", e);
        }
    }

    /** First line of the root cause's message, which is that of the database. */
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return message.lines()
                .findFirst()
                .orElse("")
                .replace("; SQL statement:", "")
                .strip();
    }
}
