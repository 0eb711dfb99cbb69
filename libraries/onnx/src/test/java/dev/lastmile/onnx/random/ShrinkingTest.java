package dev.lastmile.onnx.random;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import dev.lastmile.onnx.spark.SparkMlExporter;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ci")
class ShrinkingTest {
    private static final PipelineModel MODEL = Flowers.fitted(
            bucketizer(2.5),
            Flowers.assembler("error"),
            Flowers.scaler(),
            new Normalizer().setInputCol("features").setOutputCol("normal"));
    private static final List<String> OUTPUTS = List.of("bucket", "assembled", "features", "normal");

    @Test
    void aFaultyStageIsNamedAloneWithOneRow() {
        Transformer other = Flowers.fitted(Flowers.frame(150, 9), Flowers.assembler("error"), Flowers.scaler())
                .stages()[1];

        String message = shrunk(Flowers.frame(40, 2), stage -> stage == MODEL.stages()[2] ? other : stage);

        assertThat(message)
                .contains("stage StandardScalerModel {", "column features[", " in Spark and ", "1 row: ", "assembled [")
                .doesNotContain("stage VectorAssembler", "stage Bucketizer", "stage Normalizer");
    }

    @Test
    void theOneRowThatShowsItIsFound() {
        Dataset<Row> rows = Flowers.frame(30, 2)
                .union(TestSpark.rows(Flowers.SCHEMA, row(77L, 2.5, 3.0, 1.0, 0.2, 0.0)))
                .coalesce(1);

        String message = shrunk(rows, stage -> stage instanceof Bucketizer ? bucketizer(Math.nextUp(2.5)) : stage);

        assertThat(message)
                .contains("stage Bucketizer {", "column bucket[0] is 1.0 in Spark and 0.0 in ONNX", "1 row: id 77, ");
    }

    @Test
    void anotherTreatmentOfARowIsShrunkToo() {
        Dataset<Row> rows =
                TestSpark.rows(Flowers.SCHEMA, row(1L, 5.0, 3.0, 1.0, 0.2, 0.0), row(2L, 5.0, null, 1.0, 0.2, 0.0));

        String message = shrunk(rows, stage -> stage instanceof VectorAssembler ? Flowers.assembler("skip") : stage);

        assertThat(message)
                .contains("Spark fails on rows that ONNX calls valid: Encountered null", "stage VectorAssembler {")
                .contains("1 row: id 2, sepal_length 5.0, sepal_width null");
    }

    /** What the message is where the graph has other stages than Spark. */
    private static String shrunk(Dataset<Row> rows, UnaryOperator<Transformer> fault) {
        Case whole = new Case(List.of(MODEL.stages()), rows.schema(), rows.collectAsList(), OUTPUTS);
        return Shrinking.shrunk(whole, smaller -> compare(smaller, fault));
    }

    private static ParityReport compare(Case smaller, UnaryOperator<Transformer> fault) {
        Transformer[] faulty = smaller.stages().stream().map(fault).toArray(Transformer[]::new);
        OnnxModel onnx =
                SparkMlExporter.export(new PipelineModel("faulty", faulty), smaller.schema(), smaller.outputs());
        return smaller.compare(onnx);
    }

    private static Bucketizer bucketizer(double split) {
        return new Bucketizer()
                .setInputCol("sepal_length")
                .setOutputCol("bucket")
                .setSplits(new double[] {Double.NEGATIVE_INFINITY, split, Double.POSITIVE_INFINITY});
    }
}
