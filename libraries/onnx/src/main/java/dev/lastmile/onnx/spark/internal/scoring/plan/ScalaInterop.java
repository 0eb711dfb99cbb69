package dev.lastmile.onnx.spark.internal.scoring.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Scala's sequences, of which Spark's plans are made. */
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
}
