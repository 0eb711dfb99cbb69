package dev.lastmile.onnx.spark.internal.scoring;

import dev.lastmile.onnx.OnnxModel;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Scoring as a function of Spark's public {@code mapPartitions}, for sessions that are not in this JVM: Spark Connect's
 * have neither plans to extend nor a context to broadcast with, so the models are part of the function.
 */
public final class PartitionScoring implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final List<ModelSource> models;
    private final ScoringPlan plan;
    private final StructType schema;

    private PartitionScoring(List<ModelSource> models, ScoringPlan plan, StructType schema) {
        this.models = models;
        this.plan = plan;
        this.schema = schema;
    }

    /**
     * Adds the models' outputs to rows.
     *
     * @param plan of these models and the rows' columns
     */
    public static Dataset<Row> apply(Dataset<Row> rows, List<OnnxModel> models, ScoringPlan plan) {
        StructType scored = rows.schema();
        for (StructField output : plan.outputs()) {
            scored = scored.add(output);
        }
        List<ModelSource> sources = models.stream().map(ModelSource::inline).toList();
        PartitionScoring function = new PartitionScoring(sources, plan, rows.schema());
        return withMetadata(rows.mapPartitions(function, Encoders.row(scored)), scored);
    }

    // An encoder loses what Spark ML knows of a column, such as the width of vectors.
    private static Dataset<Row> withMetadata(Dataset<Row> rows, StructType schema) {
        if (Arrays.stream(schema.fields()).allMatch(field -> field.metadata().equals(Metadata.empty()))) {
            return rows;
        }
        return rows.select(Arrays.stream(schema.fields())
                .map(field ->
                        rows.col("`" + field.name().replace("`", "``") + "`").as(field.name(), field.metadata()))
                .toArray(Column[]::new));
    }

    @Override
    public Iterator<Row> call(Iterator<Row> partition) {
        ExternalRowSource source = new ExternalRowSource(partition, schema, plan);
        BatchScorer scorer = new BatchScorer(models, source.plan(), source);
        List<OutputColumn> outputs = scorer.outputs();
        int width = schema.size();
        List<Function1<Object, Object>> converters = plan.outputs().stream()
                .map(output -> CatalystTypeConverters.createToScalaConverter(output.dataType()))
                .toList();
        ScoredRows<Row> scored = new ScoredRows<>(scorer, number -> {
            Row row = source.external(number);
            Object[] values = new Object[width + outputs.size()];
            for (int i = 0; i < width; i++) {
                values[i] = row.get(i);
            }
            for (int i = 0; i < outputs.size(); i++) {
                values[width + i] = converters.get(i).apply(outputs.get(i).valueAt(number));
            }
            return RowFactory.create(values);
        });
        return CollectionConverters.asJava(scored);
    }
}
