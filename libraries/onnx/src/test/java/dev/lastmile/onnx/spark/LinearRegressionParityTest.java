package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Measurements;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class LinearRegressionParityTest {
    private static final List<String> PREDICTION = List.of("prediction");

    @Test
    void aRegressionAgrees() {
        assertAgree(new LinearRegression().fit(Measurements.continuous(200, 1)), rows(), PREDICTION, TIGHT);
        assertAgree(
                new LinearRegression()
                        .setFitIntercept(false)
                        .setLoss("huber")
                        .setMaxIter(5)
                        .fit(Measurements.continuous(200, 1)),
                rows(),
                PREDICTION,
                TIGHT);
    }

    @Test
    void coefficientsThatAreNotThereTakeNoPart() {
        LinearRegressionModel sparse =
                new LinearRegression().setElasticNetParam(1).setRegParam(0.2).fit(Measurements.continuous(200, 1));
        LinearRegressionModel none =
                new LinearRegression().setElasticNetParam(1).setRegParam(100).fit(Measurements.continuous(200, 1));

        assertThat(sparse.coefficients()).isInstanceOf(SparseVector.class);
        assertThat(sparse.coefficients().numNonzeros()).isBetween(1, 4);
        assertThat(none.coefficients().numNonzeros()).isZero();
        assertAgree(sparse, rows(), PREDICTION, TIGHT);
        assertAgree(none, rows(), PREDICTION, TIGHT);
    }

    @Test
    void aScalerOfOneFeatureKeepsAllDigits() {
        Dataset<Row> rows = Flowers.frame(40, 1).selectExpr("petal_width as x", "sepal_width as label");
        PipelineModel model = Flowers.fitted(
                rows,
                new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("one"),
                new StandardScaler().setInputCol("one").setOutputCol("features"),
                new LinearRegression().setMaxIter(2));

        assertAgree(model, rows, PREDICTION, TIGHT);
    }

    private static Dataset<Row> rows() {
        double inf = Double.POSITIVE_INFINITY;
        return Measurements.continuous(300, 2)
                .union(Measurements.of(
                        Vectors.dense(Double.NaN, 1, 1, 1, 1),
                        Vectors.dense(1, 1, Double.NaN, 1, inf),
                        Vectors.dense(1, inf, 1, -inf, 1)));
    }
}
