package dev.lastmile.serving.core.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.RowStatus;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A champion pair that scores raw rows, or one of its two models alone.
 *
 * <p>Thread-safe. Users are counted without a lock, and {@link #close} returns at once; the native memory is freed by
 * the last call that is in flight. Only calls of more than {@link #smallRows} rows wait for others.
 */
public final class ChampionChain implements AutoCloseable {
    private final ChampionPair pair;
    private final ServedPart part;
    private final ChainForm form;
    private final ScoringMemory memory;
    private final boolean merged;
    private final List<TensorSpec> outputs;
    private final Optional<Batch> examples;
    /** Calls in flight, and one for the owner until it closes the chain; 0 once the sessions are freed. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param widest values of a row of the widest tensor that scoring allocates
     */
    ChampionChain(
            ChampionPair pair, ServedPart part, ChainForm form, boolean merged, Optional<Batch> examples, int widest) {
        this.pair = pair;
        this.part = part;
        this.form = form;
        this.memory = new ScoringMemory(form, widest);
        this.merged = merged;
        this.examples = examples;
        this.outputs = form.outputs().stream()
                .filter(output -> !output.name().equals(RowStatus.OUTPUT))
                .toList();
    }

    /**
     * Loads both models and checks that each matches its signature, that the model takes what the features compute, and
     * that each still gives the recorded outputs for its golden rows; a model that was registered without golden rows is
     * not checked by any. A merged graph is used once its outputs equal those of the two sessions on the golden rows.
     *
     * @param part what scores; the other model is checked and closed again
     * @param featuresFolder the features' model folder, with {@code MLmodel} and {@code model.onnx}
     * @param modelFolder the model's
     * @throws dev.lastmile.serving.core.ServingException naming the model that does not fit
     */
    public static ChampionChain open(ChampionPair pair, ServedPart part, Path featuresFolder, Path modelFolder) {
        return new ChainLoader(pair, part, featuresFolder, modelFolder).open();
    }

    /** The versions that score. */
    public ChampionPair pair() {
        return pair;
    }

    /** The version that a client addresses by its name. */
    public ModelPin served() {
        return part.of(pair);
    }

    /** Whether one graph holds both models, so that rows cross into ONNX Runtime once. */
    public boolean isMerged() {
        return merged;
    }

    /** The columns of a row, in the order of the signature. */
    public List<InputColumn> inputs() {
        return form.inputs();
    }

    /** Golden rows of the first model that scores, as {@link #inputs}; empty if it was registered without. */
    public Optional<Batch> examples() {
        return examples;
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
     * are in flight; others wait their turn.
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

    /** Ends what {@link #acquire} began. */
    public void release() {
        if (users.decrementAndGet() == 0) {
            form.close();
        }
    }

    /** Frees the sessions as soon as no call is in flight; returns at once. Closing again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }
}
