package dev.lastmile.benchmarks;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.internal.scoring.ColumnarScoringTask;
import dev.lastmile.onnx.spark.internal.scoring.ModelSource;
import dev.lastmile.onnx.spark.internal.scoring.PartitionScoring;
import dev.lastmile.onnx.spark.internal.scoring.RowPolicy;
import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** Scoring without a node in Spark's plan, for comparison. */
final class OtherForms {
    private static final int BATCH_ROWS = 4096;

    private OtherForms() {}

    /** A function of {@code mapPartitions} on a data set's rows, which sessions of Spark Connect run. */
    static Dataset<Row> mapPartitions(Dataset<Row> rows, OnnxModel model) {
        return PartitionScoring.apply(rows, List.of(model), plan(rows, model));
    }

    /**
     * A function of {@code mapPartitions} on the batches of columns that the files are read as. Spark plans the rows
     * before it knows what is made of the result, so that all columns are read.
     */
    static Dataset<Row> mapColumns(Dataset<Row> rows, OnnxModel model) {
        SparkSession session = (SparkSession) rows.sparkSession();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        ScoringPlan plan = plan(rows, model);
        ColumnarScoringTask task = new ColumnarScoringTask(List.of(ModelSource.broadcast(spark, model)), plan);
        RDD<InternalRow> scored = columns(rows.queryExecution().executedPlan())
                .executeColumnar()
                .mapPartitions(task, true, ClassTag$.MODULE$.apply(ColumnarBatch.class))
                .mapPartitions(new ToRows(), true, ClassTag$.MODULE$.apply(InternalRow.class));
        StructType schema = rows.schema();
        for (StructField output : plan.outputs()) {
            schema = schema.add(output);
        }
        return session.internalCreateDataFrame(scored, schema, false);
    }

    private static ScoringPlan plan(Dataset<Row> rows, OnnxModel model) {
        return ScoringPlan.of(List.of(model), rows.schema(), List.of(), false, BATCH_ROWS, RowPolicy.NONE);
    }

    /** The rows of batches; the object of a row is used for the next one of its batch, too. */
    private static final class ToRows extends AbstractFunction1<Iterator<ColumnarBatch>, Iterator<InternalRow>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<InternalRow> apply(Iterator<ColumnarBatch> batches) {
            return new AbstractIterator<>() {
                private java.util.Iterator<InternalRow> rows = Collections.emptyIterator();

                @Override
                public boolean hasNext() {
                    while (!rows.hasNext() && batches.hasNext()) {
                        rows = batches.next().rowIterator();
                    }
                    return rows.hasNext();
                }

                @Override
                public InternalRow next() {
                    return rows.next();
                }
            };
        }
    }

    private static SparkPlan columns(SparkPlan rows) {
        SparkPlan plan = rows instanceof WholeStageCodegenExec stage ? stage.child() : rows;
        if (!(plan instanceof ColumnarToRowExec transition)) {
            throw new IllegalArgumentException("These rows are not read as columns: " + rows);
        }
        return transition.child() instanceof InputAdapter adapter ? adapter.child() : transition.child();
    }
}
