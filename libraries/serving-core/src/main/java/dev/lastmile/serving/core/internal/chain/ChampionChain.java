package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import dev.lastmile.tracking.model.ChampionPairRef;
import dev.lastmile.tracking.model.ModelVersionRef;
import dev.lastmile.tracking.model.ServingScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A champion pair that scores raw rows, or one of its two models alone.
 *
 * <p>Thread-safe and lock-free: calls are counted, {@link #close} returns at once, and the last call in flight frees the
 * native memory. Only calls with more than {@link #smallRows} rows wait for others.
 */
public final class ChampionChain implements AutoCloseable {
    private final ChampionPairRef pair;
    private final ServingScope scope;
    private final ChainScorer scorer;
    private final ScoringMemory memory;
    private final boolean merged;
    private final List<TensorSpec> outputs;
    private final Optional<Batch> examples;
    private final Optional<RowContract> contract;
    /** Calls in flight, plus one until the owner closes the chain; 0 once the sessions are closed. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param widest values per row of the widest tensor that scoring allocates
     */
    ChampionChain(
            ChampionPairRef pair,
            ServingScope scope,
            ChainScorer scorer,
            boolean merged,
            Optional<Batch> examples,
            Optional<RowContract> contract,
            int widest) {
        this.pair = pair;
        this.scope = scope;
        this.scorer = scorer;
        this.memory = new ScoringMemory(scorer, widest);
        this.merged = merged;
        this.examples = examples;
        this.contract = contract;
        this.outputs = scorer.outputs().stream()
                .filter(output -> !output.name().equals(RowStatus.OUTPUT))
                .toList();
    }

    /**
     * Loads both models and checks that each matches its signature, that the model's inputs are outputs of the features,
     * and that each reproduces its golden rows, if it was registered with some. A merged graph is used if its outputs equal
     * those of the two sessions on the golden rows.
     *
     * @param scope what scores; the other model is checked and closed again
     * @param featuresFolder the features' model folder, with {@code MLmodel} and {@code model.onnx}
     * @param modelFolder the model's
     * @throws dev.lastmile.serving.core.ServingException naming the model that does not fit
     */
    public static ChampionChain open(ChampionPairRef pair, ServingScope scope, Path featuresFolder, Path modelFolder) {
        return new ChainLoader(pair, scope, featuresFolder, modelFolder).open();
    }

    /**
     * Checks features alone as {@link #open} does, before there is a model of them.
     *
     * @param folder the features' model folder
     * @throws dev.lastmile.serving.core.ServingException naming what does not fit
     */
    public static void requireServable(ModelVersionRef features, Path folder) {
        ChainLoader.requireFeatures(features, folder);
    }

    /** Versions that score. */
    public ChampionPairRef pair() {
        return pair;
    }

    /** Version that clients address by its name. */
    public ModelVersionRef served() {
        return scope.of(pair);
    }

    /** Whether both models are merged into one graph, so that a request is one call of ONNX Runtime. */
    public boolean isMerged() {
        return merged;
    }

    /** The columns of a row, in the order of the signature. */
    public List<InputColumn> inputs() {
        return scorer.inputs();
    }

    /** Golden rows of the first model that scores, as {@link #inputs}; empty if it was registered without. */
    public Optional<Batch> examples() {
        return examples;
    }

    /** The contract of the first model that scores; empty if it was registered without. */
    public Optional<RowContract> contract() {
        return contract;
    }

    /** The outputs of a response: those of the last model that scores, without its row status. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /** Rows up to which a call of {@link #score} neither is split nor waits for other calls. */
    public int smallRows() {
        return memory.smallRows();
    }

    /**
     * Scores rows, large batches in chunks that bound the memory. At most as many large chunks as there are processors
     * are in flight; others wait.
     *
     * @param rows the columns of {@link #inputs}, at least one row
     * @return the model's outputs without its row status, in the order of the rows
     * @throws InvalidRequestException naming the first row that cannot be scored
     * @throws ClosedChainException if the chain is closed
     */
    public Batch score(Batch rows) {
        if (!acquire()) {
            throw new ClosedChainException(pair + " is closed");
        }
        try {
            return memory.score(rows);
        } finally {
            release();
        }
    }

    /**
     * Keeps the sessions open until {@link #release}.
     *
     * @return false if the chain is closed and its sessions may be gone
     */
    public boolean acquire() {
        int count = users.get();
        while (count > 0) {
            if (users.compareAndSet(count, count + 1)) {
                return true;
            }
            count = users.get();
        }
        return false;
    }

    /** Releases what {@link #acquire} acquired. */
    public void release() {
        if (users.decrementAndGet() == 0) {
            scorer.close();
        }
    }

    /** Closes the sessions once no call is in flight; returns at once. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
