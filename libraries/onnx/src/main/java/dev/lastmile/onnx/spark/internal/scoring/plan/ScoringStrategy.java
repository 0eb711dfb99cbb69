package dev.lastmile.onnx.spark.internal.scoring.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Plans {@link ScoringNode}, always below a projection, in which rows become what Spark's operators ask for. */
public final class ScoringStrategy extends SparkStrategy {
    private ScoringStrategy() {}

    /** Makes a session plan the nodes; a session that already does is left as it is. */
    public static void addTo(SparkSession session) {
        ExperimentalMethods methods = session.experimental();
        synchronized (methods) {
            List<SparkStrategy> strategies = CollectionConverters.asJava(methods.extraStrategies());
            if (strategies.stream().noneMatch(ScoringStrategy.class::isInstance)) {
                List<SparkStrategy> more = new ArrayList<>(strategies);
                more.add(new ScoringStrategy());
                methods.extraStrategies_$eq(ScalaInterop.sequence(more));
            }
        }
    }

    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        if (plan instanceof Project project && project.child() instanceof ScoringNode node) {
            return one(new ProjectExec(project.projectList(), executed(node, node.made())));
        } else if (plan instanceof ScoringNode node) {
            return one(projected(node));
        }
        return ScalaInterop.sequence(List.of());
    }

    // Spark takes a projection away that gives what it gets: the outputs get other identities below it.
    private SparkPlan projected(ScoringNode node) {
        List<Attribute> below = new ArrayList<>();
        List<NamedExpression> columns =
                new ArrayList<>(CollectionConverters.asJava(node.child().output()));
        for (Attribute output : CollectionConverters.asJava(node.made())) {
            Attribute fresh = output.newInstance();
            below.add(fresh);
            columns.add(new Alias(
                    fresh,
                    output.name(),
                    output.exprId(),
                    output.qualifier(),
                    Option.empty(),
                    ScalaInterop.sequence(List.of())));
        }
        return new ProjectExec(ScalaInterop.sequence(columns), executed(node, ScalaInterop.sequence(below)));
    }

    private SparkPlan executed(ScoringNode node, Seq<Attribute> made) {
        return new ScoringExec(planLater(node.child()), node.scoring(), node.read(), made);
    }

    private static Seq<SparkPlan> one(SparkPlan plan) {
        return ScalaInterop.sequence(List.of(plan));
    }
}
