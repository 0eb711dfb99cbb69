package dev.lastmile.onnx.spark.internal.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's plans, and Scala's sequences, of which they are made. */
final class ScalaInterop {
    private ScalaInterop() {}

    static <T> Seq<T> sequence(List<? extends T> elements) {
        return CollectionConverters.asScala(new ArrayList<T>(elements)).toList();
    }

    static <T> Seq<T> joined(Seq<T> first, Seq<T> second) {
        List<T> all = new ArrayList<>(CollectionConverters.asJava(first));
        all.addAll(CollectionConverters.asJava(second));
        return sequence(all);
    }

    static AttributeSet set(Seq<Attribute> attributes) {
        return AttributeSet.apply(ScalaInterop.<Expression>sequence(CollectionConverters.asJava(attributes)));
    }

    /** What gives batches of columns, where a plan does no more than make rows of them. */
    static Optional<SparkPlan> columnsOf(SparkPlan rows) {
        SparkPlan plan = rows instanceof WholeStageCodegenExec stage ? stage.child() : rows;
        if (!(plan instanceof ColumnarToRowExec transition)) {
            return Optional.empty();
        }
        return Optional.of(transition.child() instanceof InputAdapter adapter ? adapter.child() : transition.child());
    }
}
