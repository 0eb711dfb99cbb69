package dev.lastmile.onnx.spark.internal.scoring;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Graphs;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.onnx.spark.internal.scoring.plan.PlannedScoring;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scoring by {@code mapPartitions} gives the rows, the types and the errors of the plan node. */
class PartitionScoringTest {
    private static final Double NAN = Double.NaN;
    private static final StructType EVERY_TYPE = StructType.fromDDL(
                    "id int, `double` double, `float` float, `long` long, `string` string, `bool` boolean,"
                            + " `floats` array<float>")
            .add("doubles", SQLDataTypes.VectorType());

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyTypeAndItsNullsComeOutEqual(boolean arrays) {
        List<Float> floats = List.of(1f, 2f, 3f);
        Vector sparse = Vectors.sparse(2, new int[] {1}, new double[] {4});
        Dataset<Row> rows = TestSpark.rows(
                EVERY_TYPE,
                row(1, 0.1, 0.1f, 7L, "a", true, floats, sparse),
                row(2, null, null, -7L, "é", false, null, null),
                row(3, NAN, 1f, Long.MAX_VALUE, "", true, List.of(0f, -1f, Float.MAX_VALUE), Vectors.dense(1, 2)));

        List<Row> scored = requireEqual(rows, List.of(Graphs.echo()), List.of(), arrays, 4096);

        assertThat(scored).hasSize(3);
        assertThat(scored.get(0).<String>getAs("string_out")).isEqualTo("a");
        assertThat(scored.get(1).<Double>getAs("double_out")).isNaN();
        if (arrays) {
            assertThat(scored.get(0).<Double>getList(scored.get(0).fieldIndex("doubles_out")))
                    .containsExactly(0.0, 4.0);
        } else {
            assertThat(scored.get(0).<Vector>getAs("doubles_out")).isEqualTo(Vectors.dense(0, 4));
        }
    }

    @Test
    void rowsThatSparkSkipsAreLeftOutInEveryBatch() {
        PipelineModel skipping = Flowers.fitted(Flowers.assembler("skip"), Flowers.scaler());
        OnnxModel model = SparkMlExporter.export(skipping, Flowers.SCHEMA, List.of("features"));
        Dataset<Row> rows = Flowers.frame(1_000, 5)
                .selectExpr(
                        "id",
                        "sepal_length",
                        "if(id % 3 = 0, null, sepal_width) as sepal_width",
                        "petal_length",
                        "if(id between 128 and 255, double('NaN'), petal_width) as petal_width",
                        "kind");

        List<Row> scored = requireEqual(rows, List.of(model), List.of(), false, 64);

        assertThat(scored).hasSize(581).allMatch(row -> row.getLong(0) % 3 != 0);
    }

    @Test
    void aModelTakesTheOutputsOfTheOneBeforeIt() {
        OnnxModel twice = Graphs.times(2);
        OnnxModel labels = Graphs.labels(List.of("a", "b", "c"));
        Dataset<Row> rows = TestSpark.rows(
                "x array<double>, place double",
                row(List.of(1.0, 2.0), 1.0),
                row(null, 2.0),
                row(List.of(0.5, -0.0), 0.0));

        List<Row> scored = requireEqual(rows, List.of(twice, labels), List.of(), true, 2);

        assertThat(scored).extracting(row -> row.<String>getAs("label")).containsExactlyInAnyOrder("b", "c", "a");
    }

    @Test
    void anInvalidRowIsNamedEqually() {
        OnnxModel features = SparkMlExporter.export(Flowers.features(), Flowers.SCHEMA, List.of("features"));
        Dataset<Row> rows =
                TestSpark.rows(Flowers.SCHEMA, row(16L, 5.0, 3.0, 1.0, 0.2, 0.0), row(17L, 5.0, null, 1.0, 0.2, 0.0));

        assertThat(failure(rows, features, List.of("id")))
                .isEqualTo("Row with id 17 cannot be scored: column sepal_width is null or NaN (VectorAssembler,"
                        + " handleInvalid error). Correct the row, or leave it out.");
        assertThat(failure(rows, features, List.of()))
                .startsWith("Row with sepal_length 5.0, sepal_width null, petal_length 1.0,");
    }

    @Test
    void aValueThatAnInputCannotTakeIsNamedEqually() {
        List<Float> floats = List.of(1f, 2f, 3f);
        Vector vector = Vectors.dense(1, 2);
        OnnxModel echo = Graphs.echo();

        assertThat(failure(
                        TestSpark.rows(EVERY_TYPE, row(2, 1.0, 1f, null, "a", true, floats, vector)),
                        echo,
                        List.of("id", "doubles")))
                .isEqualTo("Row with id 2, doubles [1.0,2.0]: column long is null, and the model takes it as INT64,"
                        + " which has no null. Fill it, or leave the row out.");
        assertThat(failure(
                        TestSpark.rows(EVERY_TYPE, row(4, 1.0, 1f, 7L, "a", true, floats, Vectors.dense(1, 2, 3))),
                        echo,
                        List.of("id")))
                .startsWith("Row with id 4: column doubles has 3 numbers, and the model takes 2.");
    }

    @Test
    void columnsThatNoModelReadsKeepTheirValues() {
        OnnxModel features = SparkMlExporter.export(Flowers.features(), Flowers.SCHEMA, List.of("features"));
        Dataset<Row> rows = Flowers.frame(300, 3)
                .selectExpr(
                        "*",
                        "repeat('é', int(id % 50) * 20) as text",
                        "if(id % 3 = 0, null, sequence(0, id % 7)) as list",
                        "named_struct('a', id, 'b', string(id)) as pair",
                        "map(id, kind) as map",
                        "decimal(id) as number",
                        "date_add(date'2026-01-01', int(id)) as day",
                        "timestamp_seconds(id) as time",
                        "cast(string(id) as binary) as bytes");

        List<Row> scored = requireEqual(rows, List.of(features), List.of(), false, 64);

        assertThat(scored)
                .hasSize(300)
                .allMatch(row -> row.<BigDecimal>getAs("number").longValueExact() == row.getLong(0));
    }

    @Test
    void noRowsGiveNoRowsOfTheSameType() {
        OnnxModel features = SparkMlExporter.export(Flowers.features(), Flowers.SCHEMA, List.of("features"));

        assertThat(requireEqual(TestSpark.rows(Flowers.SCHEMA), List.of(features), List.of(), false, 4096))
                .isEmpty();
    }

    /** Scores in both ways; the rows of the result are sorted by their text. */
    private static List<Row> requireEqual(
            Dataset<Row> rows, List<OnnxModel> models, List<String> keys, boolean arrays, int batchRows) {
        ScoringPlan plan = ScoringPlan.of(models, rows.schema(), keys, arrays, batchRows, RowPolicy.NONE);
        Dataset<Row> planned = PlannedScoring.apply(rows, models, plan);
        Dataset<Row> mapped = PartitionScoring.apply(rows, models, plan);
        List<Row> expected = sorted(planned);

        assertThat(mapped.schema()).isEqualTo(planned.schema());
        // As text: NaN is not equal to itself, and arrays of bytes are compared by identity.
        assertThat(texts(sorted(mapped))).isEqualTo(texts(expected));
        return expected;
    }

    private static List<Row> sorted(Dataset<Row> rows) {
        return rows.collectAsList().stream()
                .sorted(Comparator.comparing(Row::json))
                .toList();
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(Row::json).toList();
    }

    private static String failure(Dataset<Row> rows, OnnxModel model, List<String> keys) {
        ScoringPlan plan = ScoringPlan.of(List.of(model), rows.schema(), keys, false, 4096, RowPolicy.NONE);
        InvalidRowException planned = invalid(PlannedScoring.apply(rows, List.of(model), plan));
        InvalidRowException mapped = invalid(PartitionScoring.apply(rows, List.of(model), plan));

        assertThat(mapped).hasMessage(planned.getMessage());
        return planned.getMessage();
    }

    private static InvalidRowException invalid(Dataset<Row> scored) {
        Throwable failure = catchThrowable(scored::collectAsList);
        while (failure != null && !(failure instanceof InvalidRowException)) {
            failure = failure.getCause();
        }
        assertThat(failure).isInstanceOf(InvalidRowException.class);
        return (InvalidRowException) failure;
    }
}
