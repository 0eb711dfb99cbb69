package dev.lastmile.serving.core.internal.chain;

import dev.lastmile.onnx.Batch;
import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.TensorSpec;
import dev.lastmile.serving.core.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds the memory of scoring: vectors that are sparse in training, such as one-hot ones, are dense in ONNX Runtime.
 *
 * <p>A request is scored in chunks whose widest tensor has at most {@value #CHUNK_VALUES} values, fewer where the heap
 * is small, and at most as many large chunks as there are processors are in flight in this process; others wait. A call
 * of at most {@link #smallRows} rows is never split and never waits. Thread-safe.
 */
final class ScoringMemory {
    /** Values of the widest tensor up to which a call does not wait: 512 kB as doubles. */
    static final int SMALL_VALUES = 1 << 16;
    /** Values of the widest tensor of a chunk at most: 8 MB as doubles, which ONNX Runtime holds several times. */
    static final int CHUNK_VALUES = 1 << 20;

    /** Two sessions hand a chunk over on the heap: all that are in flight take at most this part of it. */
    private static final int HEAP_SHARE = 8;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final Semaphore LARGE = new Semaphore(PROCESSORS, true);
    private static final Pattern ROW = Pattern.compile("\\brow (\\d+) \\(counted from 0\\)");

    private final ChainScorer scorer;
    private final int chunkRows;
    private final int smallRows;

    /**
     * @param widest values per row of the widest tensor
     */
    ScoringMemory(ChainScorer scorer, int widest) {
        this(scorer, widest, chunkValues(Runtime.getRuntime().maxMemory(), PROCESSORS));
    }

    ScoringMemory(ChainScorer scorer, int widest, int chunkValues) {
        this.scorer = scorer;
        this.chunkRows = Math.max(1, chunkValues / widest);
        this.smallRows = Math.max(1, Math.min(chunkRows, SMALL_VALUES / widest));
    }

    static int chunkValues(long heap, int processors) {
        long values = heap / HEAP_SHARE / processors / Double.BYTES;
        return (int) Math.max(SMALL_VALUES, Math.min(CHUNK_VALUES, values));
    }

    /** Values per row of the widest tensor; a vector of dynamic width counts as one value. */
    static int widest(List<TensorSpec> tensors) {
        return tensors.stream().mapToInt(TensorSpec::width).max().orElse(1);
    }

    /** Values per row of the widest column. */
    static int widest(Batch batch) {
        return batch.columns().values().stream().mapToInt(Rows::width).max().orElse(1);
    }

    /** Rows up to which a call neither is split nor waits for others. */
    int smallRows() {
        return smallRows;
    }

    /**
     * Scores rows.
     *
     * @throws InvalidRequestException naming the first row that cannot be scored
     */
    Batch score(Batch rows) {
        if (rows.rows() <= smallRows) {
            return chunk(rows, 0);
        }
        if (rows.rows() <= chunkRows) {
            return withPermit(rows, 0);
        }
        List<Batch> scored = new ArrayList<>();
        for (int from = 0; from < rows.rows(); from += chunkRows) {
            scored.add(withPermit(Rows.slice(rows, from, Math.min(rows.rows(), from + chunkRows)), from));
        }
        return Rows.concat(scored);
    }

    private Batch withPermit(Batch rows, int firstRow) {
        LARGE.acquireUninterruptibly();
        try {
            return chunk(rows, firstRow);
        } finally {
            LARGE.release();
        }
    }

    private Batch chunk(Batch rows, int firstRow) {
        try {
            return scorer.score(rows, firstRow);
        } catch (InvalidRowException e) {
            throw InvalidRequestException.unfit(renumbered(e.getMessage(), firstRow));
        }
    }

    // The scorer numbers rows within its chunk.
    private static String renumbered(String message, int firstRow) {
        Matcher row = ROW.matcher(message);
        return firstRow > 0 && row.find()
                ? message.substring(0, row.start(1))
                        + (Integer.parseInt(row.group(1)) + firstRow)
                        + message.substring(row.end(1))
                : message;
    }
}
