package dev.lastmile.onnx.spark.internal.scoring;

import java.io.Serializable;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Scores one partition of batches of columns, of which no rows are made: the same columns and the outputs. A batch is
 * valid until the next call.
 */
public final class ColumnarScoringTask extends AbstractFunction1<Iterator<ColumnarBatch>, Iterator<ColumnarBatch>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ModelSource> models;
    private final ScoringPlan plan;

    public ColumnarScoringTask(List<ModelSource> models, ScoringPlan plan) {
        this.models = models;
        this.plan = plan;
    }

    @Override
    public Iterator<ColumnarBatch> apply(Iterator<ColumnarBatch> partition) {
        ColumnSource source = new ColumnSource(partition, plan.batchRows(), plan::name);
        return new ScoredBatches(source, new BatchScorer(models, plan, source));
    }

    private static final class ScoredBatches extends AbstractIterator<ColumnarBatch> {
        private final ColumnSource source;
        private final BatchScorer scorer;
        private final ColumnVector[] outputs;
        private ColumnarBatch next;

        ScoredBatches(ColumnSource source, BatchScorer scorer) {
            this.source = source;
            this.scorer = scorer;
            this.outputs = scorer.outputs().stream().map(OutputVector::of).toArray(ColumnVector[]::new);
        }

        @Override
        public boolean hasNext() {
            while (next == null) {
                int count = scorer.score();
                if (count == 0) {
                    return false;
                }
                if (count > scorer.skippedRows()) {
                    next = batch(count);
                }
            }
            return true;
        }

        @Override
        public ColumnarBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the partition has no more batches");
            }
            ColumnarBatch batch = next;
            next = null;
            return batch;
        }

        private ColumnarBatch batch(int count) {
            int width = source.columns();
            ColumnVector[] columns = new ColumnVector[width + outputs.length];
            boolean all = scorer.skippedRows() == 0;
            int[] kept = all && source.isWhole()
                    ? null
                    : IntStream.range(0, count)
                            .filter(row -> !scorer.isSkipped(row))
                            .toArray();
            int[] read = kept == null ? null : source.places(kept);
            for (int i = 0; i < columns.length; i++) {
                if (i < width) {
                    columns[i] = read == null ? source.column(i) : new SelectedVector(source.column(i), read);
                } else {
                    ColumnVector output = outputs[i - width];
                    columns[i] = all ? output : new SelectedVector(output, kept);
                }
            }
            return new ColumnarBatch(columns, kept == null ? count : kept.length);
        }
    }
}
