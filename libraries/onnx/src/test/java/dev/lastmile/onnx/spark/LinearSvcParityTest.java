package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.fixture.Measurements;
import java.util.List;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinearSvcParityTest {
    private static final LinearSVCModel MODEL = new LinearSVC().setMaxIter(5).fit(classes(150, 1));

    @Test
    void theDefaultsAgree() {
        assertAgree(MODEL, withExtremes(), List.of("rawPrediction", "prediction"), TIGHT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.5, 0.3, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aThresholdAgrees(double threshold) {
        LinearSVCModel model = MODEL.copy(ParamMap.empty()).setThreshold(threshold);

        assertAgree(model, withExtremes(), List.of("rawPrediction", "prediction"), TIGHT);
        model.setRawPredictionCol("");
        assertAgree(model, withExtremes(), List.of("prediction"), EXACT);
    }

    @Test
    void aMarginOnTheThresholdIsNotBeyondIt() {
        LinearSVCModel model = new LinearSVCModel("svc", Vectors.dense(1, 0), 0.5).setThreshold(2.5);
        Dataset<Row> rows = Measurements.of(
                Vectors.dense(2, 7), Vectors.dense(Math.nextUp(2), 7), Vectors.dense(Math.nextDown(2), 7));

        assertThat(model.predict(Vectors.dense(2, 7))).isZero();
        assertThat(model.predict(Vectors.dense(Math.nextUp(2), 7))).isOne();
        assertAgree(model, rows, List.of("rawPrediction", "prediction"), EXACT);
    }

    private static Dataset<Row> classes(int rows, long seed) {
        return Measurements.continuous(rows, seed).selectExpr("id", "features", "cast(label > 1.5 as double) as label");
    }

    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return classes(200, 2)
                .union(Measurements.of(
                        Vectors.dense(Double.NaN, 1, 1, 1, 1),
                        Vectors.dense(1, inf, 1, -inf, 1),
                        Vectors.dense(0, 0, 0, 0, 0)));
    }
}
