package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.OutputParity;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ExtremeParityTest {
    private static final List<String> FEATURES = List.of("features");
    private static final PipelineModel MODEL = Flowers.features();
    private static final OnnxModel ONNX = SparkMlExporter.export(MODEL, Flowers.SCHEMA, FEATURES);

    @Test
    void aPipelineAgreesOnRowsThatNobodyHasSeen() {
        ParityReport report = compare(MODEL, ONNX);

        assertThat(report.passed()).as(report.json()).isTrue();
        assertThat(report.rows()).isGreaterThan(100);
        assertThat(report.invalidRows()).isGreaterThan(4);
        assertThat(report.summary()).contains("(tolerance 0.0 + 1.0E-6 relative + 1.0E-9 of the scale)");
        assertThat(report.json()).contains("\"of_scale\" : 1.0E-9");
    }

    @Test
    void whatOrdinaryRowsDoNotShowIsCaught() {
        OnnxModel keeping = SparkMlExporter.export(
                new PipelineModel("keep", new Transformer[] {Flowers.assembler("keep"), MODEL.stages()[1]}),
                Flowers.SCHEMA,
                FEATURES);

        assertThat(SparkParity.compare(MODEL, keeping, Flowers.frame(30, 2), FEATURES, Tolerance.SCALED)
                        .passed())
                .isTrue();
        assertThat(compare(MODEL, keeping).disagreements())
                .singleElement()
                .asString()
                .startsWith("Spark fails on rows that ONNX calls valid: Encountered null while assembling");
    }

    @Test
    void anInputWithoutAFormForNullGetsNone() {
        PipelineModel model = new PipelineModel("pipeline", new Transformer[] {
            new VectorAssembler().setInputCols(new String[] {"a", "n"}).setOutputCol("x")
        });
        Dataset<Row> rows = TestSpark.rows("a double, n long", row(1.0, 2L));
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), List.of("x"));

        ParityReport report = SparkParity.compareExtremes(model, onnx, rows, 1, List.of("x"), Tolerance.SCALED);

        assertThat(report.passed()).as(report.json()).isTrue();
    }

    @Test
    void aSampleWithoutRowsIsRejected() {
        assertThatThrownBy(() -> SparkParity.compareExtremes(
                        MODEL, ONNX, TestSpark.rows(Flowers.SCHEMA), 1, FEATURES, Tolerance.SCALED))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage("There is no row to make extreme ones from. Give a sample of the rows that the model is"
                        + " for.");
    }

    @Test
    void aLabelMayDifferWhereSparksTwoBestScoresAreOneWithinTheTolerance() {
        LogisticRegressionModel model = logistic(0);
        Dataset<Row> rows =
                Extremes.of(Vectors.dense(0, 0, 0, 0), Vectors.dense(1, 0, 0, 0), Vectors.dense(-1, 0, 0, 0));

        OutputParity close = labels(model, logistic(1e-12), rows, Tolerance.SCALED);
        OutputParity wrong = labels(model, logistic(2), rows, Tolerance.SCALED);
        OutputParity exact = labels(model, logistic(1e-12), rows, new Tolerance(0, 0));

        assertThat(close.passed()).isTrue();
        assertThat(close.ties()).isEqualTo(1);
        assertThat(exact.ties()).isZero();
        assertThat(exact.beyond()).isEqualTo(1);
        assertThat(wrong.passed()).isFalse();
        assertThat(wrong.ties()).isEqualTo(1);
        assertThat(wrong.beyond()).isEqualTo(1);
        assertThat(wrong.worst().row()).isEqualTo(2);
    }

    @Test
    void aClusterMayDifferWhereTwoCentersAreEquallyFar() {
        Dataset<Row> rows = Extremes.of(Vectors.dense(0, 0, 0, 1), Vectors.dense(0.3, 0, 0, 1));

        OutputParity close = labels(clusters(-1), clusters(-1 - 1e-12), rows, Tolerance.SCALED);
        OutputParity wrong = labels(clusters(-1), clusters(0.5), rows, Tolerance.SCALED);

        assertThat(close.ties()).isEqualTo(1);
        assertThat(close.passed()).isTrue();
        assertThat(wrong.beyond()).isEqualTo(1);
        assertThat(wrong.worst().row()).isEqualTo(1);
    }

    @Test
    void largeNumbersThatCancelAreHeldToTheScaleAndSmallOnesAreNot() {
        assertThat(Tolerance.SCALED.allows(0, 1e-4, 1e6)).isTrue();
        assertThat(Tolerance.SCALED.allows(0, 1e-2, 1e6)).isFalse();
        assertThat(Tolerance.SCALED.allows(1, 1 + 1e-7, 0)).isTrue();
        assertThat(Tolerance.SCALED.allows(1, 1 + 1e-5, 1)).isFalse();
        assertThat(Tolerance.SCALED.allows(Double.POSITIVE_INFINITY, 1e308, 1e308))
                .isFalse();
        assertThatThrownBy(() -> new Tolerance(0, 0, -1))
                .hasMessage("A tolerance of 0.0 absolute and 0.0 relative and -1.0 of the scale cannot be kept. Give"
                        + " finite numbers that are not negative.");
    }

    @Test
    void aRowsScaleIsItsOwnBesideARowOfHugeNumbers() {
        PipelineModel other = Flowers.fitted(Flowers.frame(150, 3), Flowers.assembler("error"), Flowers.scaler());
        Dataset<Row> rows = Flowers.frame(10, 2)
                .union(TestSpark.rows(Flowers.SCHEMA, row(11L, 1e300, 3.0, 1.0, 0.2, 0.0)))
                .coalesce(1);

        ParityReport report = SparkParity.compare(
                MODEL, SparkMlExporter.export(other, Flowers.SCHEMA, FEATURES), rows, FEATURES, Tolerance.SCALED);

        assertThat(report.outputs().get(0).beyond()).isGreaterThan(40);
    }

    private static OutputParity labels(
            Transformer spark, Transformer exported, Dataset<Row> rows, Tolerance tolerance) {
        List<String> label = List.of("prediction");
        OnnxModel onnx = SparkMlExporter.export(exported, rows.schema(), label);
        return SparkParity.compare(spark, onnx, rows, label, tolerance)
                .outputs()
                .get(0);
    }

    private static LogisticRegressionModel logistic(double intercept) {
        return new LogisticRegressionModel("logistic", Vectors.dense(1, 0, 0, 0), intercept);
    }

    private static KMeansModel clusters(double first) {
        return new KMeansModel(
                "clusters",
                new org.apache.spark.mllib.clustering.KMeansModel(new org.apache.spark.mllib.linalg.Vector[] {
                    org.apache.spark.mllib.linalg.Vectors.dense(first, 0, 0, 0),
                    org.apache.spark.mllib.linalg.Vectors.dense(1, 0, 0, 0)
                }));
    }

    private static ParityReport compare(Transformer model, OnnxModel onnx) {
        return SparkParity.compareExtremes(model, onnx, Flowers.frame(30, 2), 1, FEATURES, Tolerance.SCALED);
    }
}
