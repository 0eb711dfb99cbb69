package dev.lastmile.onnx.spark.internal.scoring.plan;

import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StructField;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scoring as a step of Spark's logical plans: a relation's columns and the models' outputs. Spark drops the columns that
 * neither a model nor anything after it reads, down to the files. {@link ScoringStrategy} makes it run.
 *
 * <p>Its constructor's parameters are what {@link #productElement} gives, which Spark makes copies by.
 */
public final class ScoringNode extends LogicalPlan {
    private static final long serialVersionUID = 1L;
    private static final int PARTS = 4;

    private final LogicalPlan child;
    private final ScoringModels scoring;
    private final Seq<Attribute> read;
    private final Seq<Attribute> made;

    /**
     * @param read the child's columns that the plan looks at, in the order of {@link ScoringPlan#columns}
     * @param made the outputs
     */
    public ScoringNode(LogicalPlan child, ScoringModels scoring, Seq<Attribute> read, Seq<Attribute> made) {
        this.child = child;
        this.scoring = scoring;
        this.read = read;
        this.made = made;
    }

    /** The node for rows of a relation. */
    public static ScoringNode of(LogicalPlan rows, ScoringModels scoring) {
        List<Attribute> columns = CollectionConverters.asJava(rows.output());
        List<Attribute> read = new ArrayList<>();
        for (int column : scoring.plan().columns()) {
            read.add(columns.get(column));
        }
        List<Attribute> made = new ArrayList<>();
        for (StructField field : scoring.plan().outputs()) {
            made.add(new AttributeReference(
                    field.name(),
                    field.dataType(),
                    field.nullable(),
                    field.metadata(),
                    NamedExpression.newExprId(),
                    ScalaInterop.sequence(List.of())));
        }
        return new ScoringNode(rows, scoring, ScalaInterop.sequence(read), ScalaInterop.sequence(made));
    }

    LogicalPlan child() {
        return child;
    }

    ScoringModels scoring() {
        return scoring;
    }

    Seq<Attribute> read() {
        return read;
    }

    Seq<Attribute> made() {
        return made;
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
    public Seq<LogicalPlan> children() {
        return ScalaInterop.sequence(List.of(child));
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
        return new ScoringNode(children.apply(0), scoring, read, made);
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
        return other instanceof ScoringNode;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScoringNode that
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
