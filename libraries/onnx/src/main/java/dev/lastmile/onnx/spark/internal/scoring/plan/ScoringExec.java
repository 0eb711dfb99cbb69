package dev.lastmile.onnx.spark.internal.scoring.plan;

import dev.lastmile.onnx.spark.internal.scoring.ColumnarScoringTask;
import dev.lastmile.onnx.spark.internal.scoring.ScoringTask;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * {@link ScoringNode} as Spark runs it: batches of columns where its child has them, else rows. These are views that are
 * written over, and not {@code UnsafeRow}, which many of Spark's operators ask for: a projection has to follow at once.
 */
public final class ScoringExec extends SparkPlan {
    private static final long serialVersionUID = 1L;
    private static final int PARTS = 4;

    private final SparkPlan child;
    private final ScoringModels scoring;
    private final Seq<Attribute> read;
    private final Seq<Attribute> made;

    public ScoringExec(SparkPlan child, ScoringModels scoring, Seq<Attribute> read, Seq<Attribute> made) {
        this.child = child;
        this.scoring = scoring;
        this.read = read;
        this.made = made;
    }

    /** Whether batches of columns are scored and returned, as where the child reads files or Spark's cache. */
    @Override
    public boolean supportsColumnar() {
        return child.supportsColumnar();
    }

    @Override
    public RDD<ColumnarBatch> doExecuteColumnar() {
        ColumnarScoringTask task =
                new ColumnarScoringTask(scoring.models(), scoring.plan().moved(places()));
        return child.executeColumnar().mapPartitions(task, true, ClassTag$.MODULE$.apply(ColumnarBatch.class));
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<DataType> types = CollectionConverters.asJava(child.output()).stream()
                .map(Attribute::dataType)
                .toList();
        ScoringTask task = new ScoringTask(scoring.models(), scoring.plan().moved(places()), types);
        return child.execute().mapPartitions(task, true, ClassTag$.MODULE$.apply(InternalRow.class));
    }

    // Where the columns that the plan looks at are now.
    private int[] places() {
        int[] columns = scoring.plan().columns();
        int[] places = new int[Arrays.stream(columns).max().orElse(-1) + 1];
        List<Long> ids = CollectionConverters.asJava(child.output()).stream()
                .map(column -> column.exprId().id())
                .toList();
        for (int i = 0; i < columns.length; i++) {
            places[columns[i]] = ids.indexOf(read.apply(i).exprId().id());
        }
        return places;
    }

    @Override
    public Seq<Attribute> output() {
        return ScalaInterop.joined(child.output(), made);
    }

    @Override
    public AttributeSet producedAttributes() {
        return ScalaInterop.set(made);
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public Seq<SparkPlan> children() {
        return ScalaInterop.sequence(List.of(child));
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new ScoringExec(children.apply(0), scoring, read, made);
    }

    @Override
    public int productArity() {
        return PARTS;
    }

    @Override
    public Object productElement(int index) {
        return switch (index) {
            case 0 -> child;
            case 1 -> scoring;
            case 2 -> read;
            case 3 -> made;
            default -> throw new IndexOutOfBoundsException(index);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ScoringExec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScoringExec that
                && child.equals(that.child)
                && scoring.equals(that.scoring)
                && read.equals(that.read)
                && made.equals(that.made);
    }

    @Override
    public int hashCode() {
        return Objects.hash(child, scoring, read, made);
    }
}
