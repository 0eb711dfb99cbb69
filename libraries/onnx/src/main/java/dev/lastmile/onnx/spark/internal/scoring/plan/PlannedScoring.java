package dev.lastmile.onnx.spark.internal.scoring.plan;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.internal.scoring.ModelSource;
import dev.lastmile.onnx.spark.internal.scoring.ScoringPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;

/** Scoring as a {@link ScoringNode} of Spark's plan, for sessions in this JVM. */
public final class PlannedScoring {
    private PlannedScoring() {}

    /**
     * Adds the models' outputs to rows.
     *
     * @param plan of these models and the rows' columns
     */
    public static Dataset<Row> apply(Dataset<Row> rows, List<OnnxModel> models, ScoringPlan plan) {
        SparkSession session = (SparkSession) rows.sparkSession();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        List<ModelSource> sources = models.stream()
                .map(model -> ModelSource.broadcast(spark, model))
                .toList();
        ScoringStrategy.addTo(session);
        LogicalPlan relation = rows.queryExecution().analyzed();
        Dataset<Row> scored = org.apache.spark.sql.classic.Dataset.ofRows(
                session, ScoringNode.of(relation, new ScoringModels(sources, plan)));
        return scored.select(withIdentities(scored, plan));
    }

    // Spark distinguishes the columns of both sides of a join only where an alias has made them.
    private static Column[] withIdentities(Dataset<Row> rows, ScoringPlan plan) {
        Set<String> made = plan.outputs().stream().map(StructField::name).collect(Collectors.toSet());
        return Arrays.stream(rows.schema().fields())
                .map(field -> {
                    Column column = rows.col("`" + field.name().replace("`", "``") + "`");
                    return made.contains(field.name()) ? column.as(field.name(), field.metadata()) : column;
                })
                .toArray(Column[]::new);
    }
}
