package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.assertAgree;

import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.Measurements;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PerceptronParityTest {
    private static final MultilayerPerceptronClassificationModel DEEP = fitted(4, 6, 5, 3);
    private static final double[] THRESHOLDS = {0.9, 0.05, 0.3};

    static Stream<MultilayerPerceptronClassificationModel> models() {
        return Stream.of(
                DEEP,
                fitted(4, 3),
                as("raw", "p", "class"),
                as("", "p", "class"),
                as("", "", "class"),
                as("raw", "p", "class").setThresholds(THRESHOLDS),
                as("", "p", "class").setThresholds(THRESHOLDS),
                as("", "", "class").setThresholds(THRESHOLDS),
                as("raw", "p", "class").setThresholds(new double[] {0.5, 0, 0.5}));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyParameterAgrees(MultilayerPerceptronClassificationModel model) {
        List<String> outputs = Stream.of(
                        model.getRawPredictionCol(), model.getProbabilityCol(), model.getPredictionCol())
                .filter(column -> !column.isEmpty())
                .toList();

        assertAgree(model, withExtremes(), outputs, Tolerance.DOUBLES);
    }

    private static MultilayerPerceptronClassificationModel fitted(int... layers) {
        return new MultilayerPerceptronClassifier()
                .setLayers(layers)
                .setMaxIter(4)
                .setSeed(1)
                .setBlockSize(16)
                .setTol(1e-3)
                .fit(flowers(90, 1));
    }

    private static MultilayerPerceptronClassificationModel as(String raw, String probability, String prediction) {
        MultilayerPerceptronClassificationModel model = DEEP.copy(ParamMap.empty());
        model.setRawPredictionCol(raw);
        model.setProbabilityCol(probability);
        model.setPredictionCol(prediction);
        return model;
    }

    private static Dataset<Row> flowers(int rows, long seed) {
        return Flowers.assembler("keep")
                .setOutputCol("features")
                .transform(Flowers.frame(rows, seed))
                .selectExpr("id", "features", "cast(kind as double) as label");
    }

    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return flowers(100, 2)
                .union(Measurements.of(
                        Vectors.dense(Double.NaN, 1, 1, 1),
                        Vectors.dense(inf, 1, 1, 1),
                        Vectors.dense(-inf, 1, 1, inf),
                        Vectors.dense(1e6, -1e6, 1e300, 0),
                        Vectors.dense(0, 0, 0, 0)));
    }
}
