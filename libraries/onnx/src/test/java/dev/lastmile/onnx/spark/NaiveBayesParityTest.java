package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.NaiveBayesModel;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NaiveBayesParityTest {
    private static final List<String> CLASSIFIED = List.of("rawPrediction", "probability", "prediction");

    static Stream<NaiveBayesModel> models() {
        List<NaiveBayesModel> models = new ArrayList<>();
        for (String type : List.of("multinomial", "complement", "bernoulli", "gaussian")) {
            NaiveBayesModel model = fitted(type);
            models.add(model);
            models.add(copy(model).setThresholds(new double[] {0.9, 0.05, 0.3}));
            models.add(copy(model).setThresholds(new double[] {0.5, 0, 0.5}));
            NaiveBayesModel byProbability = copy(model);
            byProbability.setRawPredictionCol("");
            models.add(byProbability);
            NaiveBayesModel alone = copy(byProbability);
            alone.setProbabilityCol("");
            models.add(alone.setThresholds(new double[] {0.2, 0.5, 0.4}));
        }
        return models.stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyTypeAgrees(NaiveBayesModel model) {
        List<String> outputs = CLASSIFIED.stream()
                .filter(column -> !column.equals("rawPrediction")
                        || !model.getRawPredictionCol().isEmpty())
                .filter(column -> !column.equals("probability")
                        || !model.getProbabilityCol().isEmpty())
                .toList();

        assertAgree(model, rows(model.getModelType(), 200, 2), outputs, Tolerance.DOUBLES);
    }

    @Test
    void theDefaultsAgree() {
        assertAgree(
                new NaiveBayes().fit(rows("multinomial", 60, 1)),
                rows("multinomial", 60, 2),
                CLASSIFIED,
                Tolerance.DOUBLES);
    }

    @Test
    void aClassThatIsAloneAgrees() {
        for (String type : List.of("multinomial", "complement", "bernoulli", "gaussian")) {
            Dataset<Row> one = rows(type, 30, 1).selectExpr("id", "features", "0.0 as label");

            assertAgree(new NaiveBayes().setModelType(type).fit(one), rows(type, 30, 2), CLASSIFIED, Tolerance.DOUBLES);
        }
    }

    @ParameterizedTest
    @CsvSource({"multinomial,-1", "complement,-0.5", "bernoulli,0.5", "multinomial,NaN", "bernoulli,NaN"})
    void aRowWithoutLikelihoodIsAnErrorInBoth(String type, double value) {
        NaiveBayesModel model = fitted(type);
        Dataset<Row> rows = rows(type, 5, 2).union(Measurements.of(Vectors.dense(0, 1, value, 0)));

        ParityReport report = assertAgree(model, rows, CLASSIFIED, Tolerance.DOUBLES);
        assertThat(report.invalidRows()).isOne();
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), CLASSIFIED);
        assertThat(Agreement.metadata(onnx).get("lastmile.row_status"))
                .contains("column features is no vector of")
                .contains("modelType " + type);
    }

    @Test
    void extremesAgree() {
        double inf = Double.POSITIVE_INFINITY;
        Dataset<Row> nonnegative = Measurements.of(
                Vectors.dense(0, 0, 0, 0), Vectors.dense(-0.0, 1e300, 0, 1), Vectors.dense(inf, 1, 1, 1));
        Dataset<Row> any =
                nonnegative.union(Measurements.of(Vectors.dense(Double.NaN, 1, 1, 1), Vectors.dense(-inf, 1, 1, inf)));

        assertAgree(fitted("multinomial"), nonnegative, CLASSIFIED, Tolerance.DOUBLES);
        assertAgree(fitted("complement"), nonnegative, CLASSIFIED, Tolerance.DOUBLES);
        assertAgree(fitted("gaussian"), any, CLASSIFIED, Tolerance.DOUBLES);
    }

    private static NaiveBayesModel fitted(String type) {
        return new NaiveBayes().setModelType(type).setSmoothing(0.7).fit(rows(type, 90, 1));
    }

    private static NaiveBayesModel copy(NaiveBayesModel model) {
        return model.copy(ParamMap.empty());
    }

    private static Dataset<Row> rows(String type, int count, long seed) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] vector = new double[4];
            for (int j = 0; j < vector.length; j++) {
                double shifted = (i + j) % 3 == 0 ? 2 : 1;
                vector[j] = switch (type) {
                    case "bernoulli" -> random.nextDouble() * shifted > 0.7 ? 1 : 0;
                    case "gaussian" -> random.nextGaussian() + shifted;
                    default -> Math.floor(random.nextDouble() * 5 * shifted);
                };
            }
            rows.add(TestSpark.row((long) i, Vectors.dense(vector), i % 3.0));
        }
        return TestSpark.rows(Measurements.continuous(1, 1).schema(), rows.toArray(Object[][]::new));
    }
}
