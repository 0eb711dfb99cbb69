package dev.lastmile.serving.log;

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
 * The thread that writes what is in the queue: 500 records at once, a megabyte of them, or what there is after 250 ms.
 *
 * <p>A batch that cannot be written is tried again for half a minute, then dropped and counted; meanwhile the queue fills
 * up. At the end it writes what was accepted before.
 */
@ApplicationScoped
class LogWriter {
    private static final Logger LOG = Logger.getLogger(LogWriter.class);

    private static final int BATCH = 500;
    private static final long BATCH_WEIGHT = 4_000_000;
    /** Bytes in the queue after which more are not waited for: the less lives on, the less the collector copies. */
    private static final long MUCH = 1_000_000;

    private static final Duration WAIT = Duration.ofMillis(250);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration GIVE_UP = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(5);
    private static final Duration AT_THE_END = Duration.ofSeconds(10);
    private static final int EXPIRED_AT_ONCE = 1000;

    private final LogConfig config;
    private final LogQueue queue;
    private final LogStore store;
    private final Thread thread = new Thread(this::run, "prediction-log");
    private volatile boolean stopping;
    private volatile String problem = "";
    private boolean opened;
    private volatile boolean migrated;
    private long position;
    private long nextHousekeeping = System.nanoTime() + HOUSEKEEPING.toNanos();

    LogWriter(LogConfig config, LogQueue queue, LogStore store) {
        this.config = config;
        this.queue = queue;
        this.store = store;
    }

    void onStart(@Observes StartupEvent event) {
        if (config.enabled()) {
            thread.setDaemon(true);
            thread.start();
        }
    }

    // By then every request is answered, for quarkus.shutdown.timeout waits for them, and the database is still open.
    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        LockSupport.unpark(thread);
        thread.join(AT_THE_END.toMillis());
        if (thread.isAlive()) {
            thread.interrupt();
        }
    }

    /** Whether there are tables to read. */
    boolean isOpen() {
        return migrated;
    }

    /** Why nothing is written; empty if it is. */
    String problem() {
        return problem;
    }

    private void run() {
        while (true) {
            boolean last = stopping;
            if (!last) {
                keepHouse();
                await();
            }
            List<LogRecord> batch = queue.take(BATCH, BATCH_WEIGHT);
            if (!batch.isEmpty()) {
                write(batch);
            } else if (last) {
                return;
            }
        }
    }

    private void await() {
        long end = System.nanoTime() + WAIT.toNanos();
        while (!stopping && queue.size() < BATCH && queue.weight() < MUCH && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private void write(List<LogRecord> batch) {
        long giveUp = System.nanoTime() + GIVE_UP.toNanos();
        Duration pause = FIRST_PAUSE;
        List<LoggedPrediction> rows = null;
        while (true) {
            try {
                if (rows == null) {
                    rows = batch.stream()
                            .map(record -> LoggedPrediction.of(record, queue.omitted()))
                            .toList();
                }
                migrate();
                position = store.write(rows, position);
                queue.wrote(rows.size());
                settled();
                return;
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                report(e);
                if (stopping || System.nanoTime() > giveUp) {
                    queue.dropped(batch.size());
                    LOG.warnf("%d predictions are not in the log: %s", batch.size(), problem);
                    return;
                }
                LockSupport.parkNanos(pause.toNanos());
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    // A little at a time, so that it never holds up what waits to be written.
    private void keepHouse() {
        // The database is opened once a model is about to answer, or a while after the start, which is the model's.
        if (System.nanoTime() < nextHousekeeping && (opened || !queue.isExpecting())) {
            return;
        }
        long pause = HOUSEKEEPING.toNanos();
        opened = true;
        try {
            migrate();
            if (store.expire(Instant.now().minus(config.retention()), EXPIRED_AT_ONCE) > 0) {
                pause = 0;
            }
            settled();
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            report(e);
        }
        nextHousekeeping = System.nanoTime() + pause;
    }

    private void migrate() {
        if (!migrated) {
            store.migrate();
            store.name();
            position = store.position();
            migrated = true;
        }
    }

    private void settled() {
        if (!problem.isEmpty()) {
            LOG.info("The prediction log is written again");
            problem = "";
        }
    }

    // Once a reason, not once an attempt.
    private void report(Throwable e) {
        String reason = reason(e);
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.warnf("The prediction log cannot be written, and predictions go on: %s", reason);
            LOG.debug("The prediction log cannot be written", e);
        }
    }

    /** What the database itself says, in its first line. */
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
