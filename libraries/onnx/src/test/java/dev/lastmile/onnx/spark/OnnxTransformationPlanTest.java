package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.fixture.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark does before and after scoring. */
class OnnxTransformationPlanTest {
    private static final Double NAN = Double.NaN;
    private static final PipelineModel PIPELINE = Flowers.features();
    private static final OnnxTransformation FEATURES =
            OnnxTransformation.of(SparkMlExporter.export(PIPELINE, Flowers.SCHEMA, List.of("features")));

    @Test
    void columnsThatNothingReadsAreLeftInTheFiles(@TempDir Path folder) {
        Flowers.frame(30, 1).write().mode("overwrite").parquet(folder.toString());
        Dataset<Row> scored = FEATURES.apply(TestSpark.session().read().parquet(folder.toString()));

        assertThat(readFromFiles(scored.select("id", "features")))
                .containsExactly("id", "sepal_length", "sepal_width", "petal_length", "petal_width");
        assertThat(readFromFiles(scored)).contains("kind");
        assertThat(readFromFiles(FEATURES.withKeys(List.of("kind"))
                        .apply(TestSpark.session().read().parquet(folder.toString()))
                        .select("features")))
                .contains("kind")
                .doesNotContain("id");
    }

    @Test
    void everyOperatorOfSparkCanFollowAtOnce() {
        Dataset<Row> rows = Flowers.frame(5_000, 3).repartition(3);
        Dataset<Row> scored = FEATURES.apply(rows);
        List<Row> expected =
                PIPELINE.transform(rows).select("id", "features").orderBy("id").collectAsList();

        assertThat(scored.count()).isEqualTo(5_000);
        assertThat(scored.select("id", "features").orderBy("id").collectAsList())
                .isEqualTo(expected);
        assertThat(scored.repartition(4).select("id", "features").orderBy("id").collectAsList())
                .isEqualTo(expected);
        assertThat(scored.limit(7).collectAsList()).hasSize(7);
        assertThat(scored.groupBy("features")
                        .count()
                        .agg(functions.sum("count"))
                        .first()
                        .getLong(0))
                .isEqualTo(5_000);
        assertThat(scored.agg(functions.collect_list("features")).first().getList(0))
                .hasSize(5_000);
        assertThat(scored.sortWithinPartitions("id").count()).isEqualTo(5_000);
        Dataset<Row> kept = scored.persist(StorageLevel.MEMORY_ONLY());
        assertThat(kept.select("id", "features").orderBy("id").collectAsList()).isEqualTo(expected);
        kept.unpersist();
    }

    @Test
    void scoredRowsCanBeJoinedWithThemselves() {
        Dataset<Row> scored = FEATURES.apply(Flowers.frame(20, 3));

        assertThat(scored.as("a")
                        .join(scored.as("b"), functions.expr("a.id = b.id and a.features = b.features"))
                        .selectExpr("a.features", "b.kind")
                        .collectAsList())
                .hasSize(20);
        assertThat(scored.union(scored).distinct().count()).isEqualTo(20);
    }

    @Test
    void nothingRunsBeforeSparkNeedsIt() {
        Dataset<Row> failing = Flowers.frame(20, 3)
                .withColumn("sepal_width", functions.expr("double(raise_error('it ran'))"))
                .repartition(functions.col("id"));

        Dataset<Row> scored = FEATURES.apply(failing);

        assertThatThrownBy(scored::collectAsList).hasStackTraceContaining("it ran");
    }

    @Test
    void theColumnsThatWereThereKeepTheirIdentities() {
        Dataset<Row> rows = Flowers.frame(10, 3);

        assertThat(FEATURES.apply(rows).filter(rows.col("id").lt(4)).count()).isEqualTo(4);
    }

    @Test
    void valuesOfEveryLengthStandBesideTheOutputs() {
        Dataset<Row> rows = Flowers.frame(1_000, 3)
                .selectExpr(
                        "*",
                        "repeat('é', int(id % 50) * 20) as text",
                        "if(id % 3 = 0, null, sequence(0, id % 7)) as list",
                        "named_struct('a', id, 'b', string(id)) as pair",
                        "map(id, kind) as map",
                        "decimal(id) as number",
                        "date_add(date'2026-01-01', int(id)) as day");
        List<Row> scored = FEATURES.withBatchRows(64)
                .apply(rows)
                .drop("features")
                .orderBy("id")
                .collectAsList();

        assertThat(scored).isEqualTo(rows.orderBy("id").collectAsList());
    }

    @Test
    void everyBatchHasTheLastOnesRoomAndNotItsValues() {
        OnnxModel twice = Graphs.times(2);
        Dataset<Row> rows = TestSpark.session()
                .range(0, 101, 1, 1)
                .selectExpr("id", "if(id % 10 = 3, null, array(double(id), -double(id))) as x");

        List<Row> scored = OnnxTransformation.of(twice)
                .withArrays()
                .withBatchRows(10)
                .apply(rows)
                .selectExpr("id", "y")
                .collectAsList();

        assertThat(scored).hasSize(101);
        for (int i = 0; i < 101; i++) {
            List<Double> expected = i % 10 == 3 ? List.of(NAN, NAN) : List.of(i * 2.0, i * -2.0);
            assertThat(scored.get(i).getLong(0)).isEqualTo(i);
            assertThat(scored.get(i).<Double>getList(1)).isEqualTo(expected);
        }
    }

    @Test
    void outputsThatDoNotKeepTheRowsAreRejectedByName() {
        Dataset<Row> rows = TestSpark.rows("x array<double>", row(List.of(1.0, 2.0)), row(List.of(3.0, 4.0)));

        assertThatThrownBy(() ->
                        OnnxTransformation.of(Graphs.largest()).apply(rows).collectAsList())
                .rootCause()
                .hasMessageContaining(
                        "has 1 rows for 2 rows of input. Export the model with outputs that keep the rows");
    }

    @Test
    void aModelAfterAnotherTakesItsOutputInPlaceOfAColumn() {
        Dataset<Row> rows = TestSpark.rows("x array<double>", row(List.of(1.0, 2.0)));
        OnnxTransformation twice = OnnxTransformation.of(Graphs.times(2)).withArrays();

        assertThat(twice.apply(rows)
                        .select(functions.col("y").as("x"))
                        .transform(twice::apply)
                        .first()
                        .getList(1))
                .isEqualTo(List.of(4.0, 8.0));
        assertThat(twice.apply(rows).schema().apply("y").dataType())
                .isEqualTo(DataTypes.createArrayType(DataTypes.DoubleType, false));
    }

    private static List<String> readFromFiles(Dataset<Row> rows) {
        SparkPlan scan = rows.queryExecution().executedPlan().collectLeaves().head();
        return CollectionConverters.asJava(scan.output()).stream()
                .map(Attribute::name)
                .toList();
    }
}
