package dev.lastmile.onnx.spark.internal.scoring;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.DataType;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * Scores one partition of rows in Spark's internal form, batch after batch: they become the same rows and the outputs. The
 * row that the iterator returns is the same object every time.
 */
public final class ScoringTask extends AbstractFunction1<Iterator<InternalRow>, Iterator<InternalRow>>
        implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<ModelSource> models;
    private final ScoringPlan plan;
    private final List<DataType> types;

    /**
     * @param types of the rows' columns
     */
    public ScoringTask(List<ModelSource> models, ScoringPlan plan, List<DataType> types) {
        this.models = models;
        this.plan = plan;
        this.types = types;
    }

    @Override
    public Iterator<InternalRow> apply(Iterator<InternalRow> partition) {
        DataType[] columns = types.toArray(DataType[]::new);
        BatchSource source = new RowSource(partition, columns, plan.batchRows(), plan::name);
        BatchScorer scorer = new BatchScorer(models, plan, source);
        OutputRow outputs = new OutputRow(scorer.outputs());
        JoinedRow joined = new JoinedRow();
        return new ScoredRows<>(scorer, row -> joined.apply(source.row(row), outputs.at(row)));
    }
}
