package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.metadata;
import static dev.lastmile.onnx.fixture.Agreement.statuses;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorIndexer;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Which of two stages has a row that both find invalid: Spark drops rows as early as it can. */
class RowOrderParityTest {
    private static final Dataset<Row> ROWS = TestSpark.rows(
            "x double, y double",
            row(0.5, 0.5),
            row(Double.NaN, 0.5),
            row(0.5, Double.NaN),
            row(Double.NaN, Double.NaN));

    @Test
    void aRowThatALaterStageSkipsIsNoErrorOfAnEarlierOne() {
        PipelineModel model = pipeline(bucketizer("x", "error"), bucketizer("y", "skip"));

        assertAgree(model, ROWS, List.of("x_bucket", "y_bucket"), EXACT);
        assertThat(statuses(model, ROWS, List.of("x_bucket"))).containsExactly(0, 2, 1, 1);
        assertThat(metadata(SparkMlExporter.export(model, ROWS.schema(), List.of("x_bucket")))
                        .get("lastmile.row_status"))
                .contains("\"1\":\"column y", "\"2\":\"column x");
    }

    @Test
    void norOfOneThatGivesAllThatItTakes() {
        StructType schema =
                new StructType().add("v", SQLDataTypes.VectorType(), true, new AttributeGroup("v", 2).toMetadata());
        Dataset<Row> rows = TestSpark.rows(schema, row(Vectors.dense(1, 2)), row((Object) null));
        PipelineModel model = pipeline(
                new VectorSlicer().setInputCol("v").setOutputCol("all").setIndices(new int[] {0, 1}),
                new VectorSizeHint().setInputCol("v").setSize(2).setHandleInvalid("skip"));

        assertAgree(model, rows, List.of("all"), EXACT);
        assertThat(metadata(SparkMlExporter.export(model, rows.schema(), List.of("all")))
                        .get("lastmile.row_status"))
                .contains("\"1\":\"column v is null (VectorSizeHint");
    }

    @Test
    void butItIsWhereTheSkippingNeedsTheEarlierStage() {
        PipelineModel model =
                pipeline(bucketizer("x", "error"), bucketizer("x_bucket", "skip"), bucketizer("y", "skip"));

        assertAgree(model, ROWS, List.of("x_bucket_bucket"), EXACT);
        assertThat(statuses(model, ROWS, List.of("x_bucket_bucket"))).containsExactly(0, 1, 3, 1);
    }

    @Test
    void andWhereAnAssemblerIsBetween() {
        VectorAssembler assembler =
                new VectorAssembler().setInputCols(new String[] {"x_bucket"}).setOutputCol("vector");
        PipelineModel model = pipeline(bucketizer("x", "error"), assembler, bucketizer("y", "skip"));

        assertAgree(model, ROWS, List.of("vector", "y_bucket"), EXACT);
        assertThat(statuses(model, ROWS, List.of("vector"))).containsExactly(0, 1, 3, 1);
    }

    @Test
    void andWhereTheStageThatSkipsCannotLookAtTheRow() {
        StructType schema =
                new StructType().add("v", SQLDataTypes.VectorType(), true, new AttributeGroup("v", 1).toMetadata());
        Dataset<Row> rows = TestSpark.rows(
                schema, row(Vectors.dense(0)), row(Vectors.dense(1)), row(Vectors.dense(2)), row((Object) null));
        PipelineModel model = pipeline(new VectorIndexer()
                .setInputCol("v")
                .setOutputCol("indexed")
                .setMaxCategories(2)
                .setHandleInvalid("skip")
                .fit(rows.limit(2)));

        assertThat(assertAgree(model, rows, List.of("indexed"), EXACT).invalidRows())
                .isEqualTo(2);
    }

    @Test
    void andWhereTheSkippingStageTakesAColumnThatIsNeverInvalidItself() {
        StructType schema =
                new StructType().add("v", SQLDataTypes.VectorType(), true, new AttributeGroup("v", 1).toMetadata());
        Dataset<Row> rows = TestSpark.rows(schema, row(Vectors.dense(1)), row(Vectors.dense(2)), row((Object) null));
        PipelineModel model = pipeline(
                new MaxAbsScaler().setInputCol("v").setOutputCol("scaled").fit(rows.limit(2)),
                new VectorAssembler()
                        .setInputCols(new String[] {"v", "scaled"})
                        .setOutputCol("both")
                        .setHandleInvalid("skip"));

        assertThat(assertAgree(model, rows, List.of("both"), EXACT).invalidRows())
                .isEqualTo(1);
    }

    private static Bucketizer bucketizer(String column, String handleInvalid) {
        return new Bucketizer()
                .setInputCol(column)
                .setOutputCol(column + "_bucket")
                .setSplits(new double[] {Double.NEGATIVE_INFINITY, 0, 1, Double.POSITIVE_INFINITY})
                .setHandleInvalid(handleInvalid);
    }

    private static PipelineModel pipeline(Transformer... stages) {
        return new PipelineModel("p", stages);
    }
}
