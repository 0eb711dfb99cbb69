package dev.lastmile.onnx.spark.internal.scoring;

import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import scala.collection.AbstractIterator;

/**
 * The scored rows of a partition without those that are skipped.
 *
 * @param <R> a row of the result
 */
final class ScoredRows<R> extends AbstractIterator<R> {
    private final BatchScorer scorer;
    private final IntFunction<R> rows;
    private int count;
    private int next;

    /**
     * @param rows makes a row of the result from a number in the batch
     */
    ScoredRows(BatchScorer scorer, IntFunction<R> rows) {
        this.scorer = scorer;
        this.rows = rows;
    }

    @Override
    public boolean hasNext() {
        while (true) {
            while (next < count && scorer.isSkipped(next)) {
                next++;
            }
            if (next < count) {
                return true;
            }
            next = 0;
            count = scorer.score();
            if (count == 0) {
                return false;
            }
        }
    }

    @Override
    public R next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the partition has no more rows");
        }
        return rows.apply(next++);
    }
}
