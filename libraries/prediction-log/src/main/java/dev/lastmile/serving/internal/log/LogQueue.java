package dev.lastmile.serving.internal.log;

import dev.lastmile.serving.core.ServingException;
import dev.lastmile.serving.core.internal.chain.ChampionChain;
import dev.lastmile.serving.core.internal.champion.Role;
import dev.lastmile.serving.core.internal.prediction.Prediction;
import dev.lastmile.serving.core.internal.prediction.PredictionLog;
import dev.lastmile.serving.internal.log.block.Block;
import dev.lastmile.serving.internal.log.block.RecordBuffer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The queue between the threads that score and the one that writes: bounded in records, and in off-heap memory to an
 * eighth of the heap's size.
 */
@Singleton
class LogQueue implements PredictionLog {
    private static final Logger LOG = Logger.getLogger(LogQueue.class);

    private final boolean enabled;
    private final Set<String> omitted;
    private final RecordBuffer buffer;
    private final LogMetrics metrics;
    private volatile boolean expecting;

    LogQueue(LogConfig config, LogMetrics metrics) {
        this.enabled = config.enabled();
        this.omitted = config.omit().orElse(Set.of());
        this.metrics = metrics;
        this.buffer = enabled
                ? new RecordBuffer(
                        Math.max(config.queue(), 1), Runtime.getRuntime().maxMemory() / 8, omitted)
                : null;
        metrics.observe(this);
    }

    @Override
    public void offer(Prediction prediction, Role role, Caller caller, long nanoseconds) {
        if (!enabled) {
            return;
        }
        boolean accepted = false;
        try {
            accepted = buffer.offer(prediction, role, caller, nanoseconds);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The request is served in any case.
            LOG.debug("A prediction cannot be logged", e);
        }
        if (!accepted) {
            metrics.dropped(1);
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

    /** Whether a model serves or is about to. */
    boolean isExpecting() {
        return expecting;
    }

    /** Removes queued records, oldest first, up to a number of bytes, but at least one if there is any. */
    List<Block> take(long maxBytes) {
        return buffer.take(maxBytes);
    }

    /** Number of queued records. */
    int size() {
        return enabled ? buffer.size() : 0;
    }

    /** Number of full segments in the queue. */
    int full() {
        return buffer.full();
    }

    /** Memory of the queue, in bytes. */
    long memory() {
        return enabled ? buffer.memory() : 0;
    }
}
