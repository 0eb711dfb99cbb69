package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;

import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Measurements;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.AFTSurvivalRegression;
import org.apache.spark.ml.regression.AFTSurvivalRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SurvivalRegressionParityTest {
    @Test
    void theDefaultsAgree() {
        assertAgree(regression().fit(rows()), withExtremes(), List.of("prediction"), Tolerance.DOUBLES);
    }

    @Test
    void quantilesAgreeWithAndWithoutAPrediction() {
        AFTSurvivalRegressionModel model =
                regression().setQuantilesCol("quantiles").fit(rows());

        assertAgree(model, withExtremes(), List.of("prediction", "quantiles"), Tolerance.DOUBLES);
        model.setQuantileProbabilities(new double[] {0.05, 0.999});
        assertAgree(model, withExtremes(), List.of("prediction", "quantiles"), Tolerance.DOUBLES);
        model.setPredictionCol("");
        assertAgree(model, withExtremes(), List.of("quantiles"), Tolerance.DOUBLES);
    }

    @Test
    void noInterceptAgrees() {
        assertAgree(regression().setFitIntercept(false).fit(rows()), withExtremes(), List.of("prediction"), TIGHT);
    }

    private static AFTSurvivalRegression regression() {
        return new AFTSurvivalRegression().setMaxIter(4).setTol(1e-3);
    }

    private static Dataset<Row> rows() {
        return scaled(Measurements.continuous(80, 1)).selectExpr("*", "cast(id % 3 > 0 as double) as censor");
    }

    private static Dataset<Row> scaled(Dataset<Row> rows) {
        return rows.selectExpr("id", "features", "exp(label) as label");
    }

    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return scaled(Measurements.continuous(100, 2))
                .union(Measurements.of(
                        Vectors.dense(Double.NaN, 1, 1, 1, 1),
                        Vectors.dense(inf, 1, 1, 1, 1),
                        Vectors.dense(1e4, 1, 1, 1, 1),
                        Vectors.dense(-1e4, 0, 0, 0, 0)));
    }
}
