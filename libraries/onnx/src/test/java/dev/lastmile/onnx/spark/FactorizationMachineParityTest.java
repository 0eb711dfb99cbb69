package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;

import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.FMClassificationModel;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FactorizationMachineParityTest {
    private static final FMClassificationModel CLASSIFIER = new FMClassifier()
            .setFactorSize(3)
            .setMaxIter(4)
            .setInitStd(0.5)
            .setSeed(1)
            .setSolver("gd")
            .setMiniBatchFraction(0.5)
            .fit(rows(80, 1));

    static Stream<FMClassificationModel> models() {
        double[] thresholds = {0.9, 0.2};
        return Stream.of(
                CLASSIFIER,
                as("raw", "p", "class").setThresholds(thresholds),
                as("", "p", "class"),
                as("", "p", "class").setThresholds(thresholds),
                as("", "", "class").setThresholds(thresholds));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aClassifierAgrees(FMClassificationModel model) {
        List<String> outputs = Stream.of(
                        model.getRawPredictionCol(), model.getProbabilityCol(), model.getPredictionCol())
                .filter(column -> !column.isEmpty())
                .toList();

        assertAgree(model, withExtremes(), outputs, Tolerance.DOUBLES);
    }

    @Test
    void theDefaultsAgree() {
        assertAgree(
                new FMClassifier().setMaxIter(3).fit(rows(60, 1)),
                withExtremes(),
                List.of("rawPrediction", "probability", "prediction"),
                Tolerance.DOUBLES);
        assertAgree(new FMRegressor().setMaxIter(3).fit(rows(60, 1)), withExtremes(), List.of("prediction"), TIGHT);
    }

    @Test
    void aRegressionAgrees() {
        FMRegressor regressor =
                new FMRegressor().setMaxIter(3).setFactorSize(2).setInitStd(1).setSeed(2);

        assertAgree(regressor.setFitLinear(false).fit(rows(60, 1)), withExtremes(), List.of("prediction"), TIGHT);
        assertAgree(
                regressor.setFitLinear(true).setFitIntercept(false).fit(rows(60, 1)),
                withExtremes(),
                List.of("prediction"),
                TIGHT);
    }

    private static FMClassificationModel as(String raw, String probability, String prediction) {
        FMClassificationModel model = CLASSIFIER.copy(ParamMap.empty());
        model.setRawPredictionCol(raw);
        model.setProbabilityCol(probability);
        model.setPredictionCol(prediction);
        return model;
    }

    private static Dataset<Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] vector = {random.nextGaussian(), random.nextGaussian(), random.nextInt(2), 1, random.nextDouble()};
            rows.add(TestSpark.row(
                    (long) i, Vectors.dense(vector), vector[0] * vector[1] + vector[2] > 0.3 ? 1.0 : 0.0));
        }
        return TestSpark.rows(Measurements.continuous(1, 1).schema(), rows.toArray(Object[][]::new));
    }

    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return rows(100, 2)
                .union(Measurements.of(
                        Vectors.dense(Double.NaN, 1, 1, 1, 1),
                        Vectors.dense(inf, 0, 0, 0, 0),
                        Vectors.dense(1, inf, -inf, 1, 1),
                        Vectors.dense(1e5, -1e6, 1e4, 1, 1),
                        Vectors.dense(0, 0, 0, 0, 0)));
    }
}
