package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.MaxAbsScaler;
import org.apache.spark.ml.feature.MaxAbsScalerModel;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.MinMaxScalerModel;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.RobustScaler;
import org.apache.spark.ml.feature.RobustScalerModel;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class VectorScalingParityTest {
    private static final Dataset<Row> TRAINING = Extremes.ordinary(50, 1).cache();
    private static final List<String> SCALED = List.of("scaled");

    private static PipelineModel scalers() {
        return BothWays.sideBySide(
                minMax().fit(TRAINING),
                minMax().setMin(-3).setMax(0.5).fit(TRAINING),
                // Its range is no number any more.
                new MinMaxScalerModel(
                                "scaler",
                                Vectors.dense(-1, -Double.MAX_VALUE, 0, 0),
                                Vectors.dense(1, Double.MAX_VALUE, 0, 1))
                        .setInputCol("features"),
                new MaxAbsScaler().setInputCol("features").fit(TRAINING),
                new MaxAbsScalerModel("scaler", Vectors.dense(0, 4, 3, 0)).setInputCol("features"),
                robust().fit(TRAINING),
                robust().setWithCentering(true).fit(TRAINING),
                robust().setWithCentering(true).setWithScaling(false).fit(TRAINING),
                robust().setWithCentering(true)
                        .setLower(0.1)
                        .setUpper(0.8)
                        .setRelativeError(0.01)
                        .fit(TRAINING),
                normalizer(1),
                normalizer(2),
                normalizer(Double.POSITIVE_INFINITY),
                product(2.5, -0.0, 1e-300, -3));
    }

    @Test
    void everyBitOfAScaledVectorAgrees() {
        PipelineModel model = scalers();

        ParityReport report = BothWays.assertAgree(model, Extremes.all(30, 2), BothWays.outputs(model), EXACT);
        assertThat(report.rows()).isEqualTo(38);
    }

    @Test
    void aProductWithNaNAndInfinityAgreesOnDenseVectors() {
        Dataset<Row> rows = Extremes.of(Vectors.dense(1, 0, 0, -2), Vectors.dense(-0.0, 5, 1, 0));

        BothWays.assertAgree(product(1, 0, Double.NaN, Double.POSITIVE_INFINITY), rows, SCALED, EXACT);
    }

    @Test
    void aRobustScalerThatDoesNothingAgrees() {
        RobustScalerModel model = robust().setWithScaling(false).fit(TRAINING);

        BothWays.assertAgree(model, Extremes.all(10, 2), SCALED, EXACT);
    }

    @Test
    void anyOtherNormAgreesButForTheLastBitOfAPower() {
        PipelineModel model = BothWays.sideBySide(normalizer(1.5), normalizer(3), normalizer(7.25));

        BothWays.assertAgree(model, Extremes.all(30, 3), BothWays.outputs(model), Tolerance.DOUBLES);
    }

    @Test
    void aVectorThatIsNullIsAnError() {
        Dataset<Row> rows = TestSpark.rows(Extremes.SCHEMA, row(Vectors.dense(1, 2, 3, 4)), row(new Object[] {null}));
        PipelineModel model = BothWays.sideBySide(
                minMax().fit(TRAINING),
                new MaxAbsScaler().setInputCol("features").fit(TRAINING),
                robust().fit(TRAINING),
                normalizer(2),
                product(1, 2, 3, 4));

        for (String output : BothWays.outputs(model)) {
            assertThat(Agreement.assertAgree(model, rows, List.of(output), EXACT)
                            .invalidRows())
                    .as(output)
                    .isEqualTo(1);
        }
    }

    @Test
    void aVectorOfUnknownSizeNeedsAHint() {
        Dataset<Row> rows = Measurements.continuous(10, 1);
        Normalizer normalizer = normalizer(2);

        assertThatThrownBy(() -> SparkMlExporter.export(normalizer, rows.schema(), SCALED))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter inputCol: the size of vector column features is not in the schema. Put"
                        + " a VectorSizeHint before this stage.");
        Transformer hint = new VectorSizeHint().setInputCol("features").setSize(5);
        BothWays.assertAgree(new PipelineModel("p", new Transformer[] {hint, normalizer}), rows, SCALED, EXACT);
    }

    @Test
    void aVectorOfAnotherSizeIsNamed() {
        assertThatThrownBy(() -> SparkMlExporter.export(product(1, 2, 3), Extremes.SCHEMA, SCALED))
                .isInstanceOf(OnnxModelException.class)
                .hasMessageContaining("was fitted on 3 numbers a row, and column features has 4");
    }

    private static MinMaxScaler minMax() {
        return new MinMaxScaler().setInputCol("features");
    }

    private static RobustScaler robust() {
        return new RobustScaler().setInputCol("features").setOutputCol("scaled");
    }

    private static Normalizer normalizer(double p) {
        return new Normalizer().setInputCol("features").setOutputCol("scaled").setP(p);
    }

    private static ElementwiseProduct product(double... weights) {
        return new ElementwiseProduct()
                .setInputCol("features")
                .setOutputCol("scaled")
                .setScalingVec(Vectors.dense(weights));
    }
}
