package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneralizedLinearRegressionParityTest {
    private static final List<String> PREDICTIONS = List.of("linkPrediction", "prediction");
    private static final Dataset<Row> TRAINING = rows(80, 1, 1);

    @ParameterizedTest
    @CsvSource({
        "gaussian,identity", "gaussian,log", "gaussian,inverse",
        "binomial,logit", "binomial,probit", "binomial,cloglog",
        "poisson,log", "poisson,identity", "poisson,sqrt",
        "Gamma,Inverse", "gamma,identity", "gamma,log"
    })
    void everyFamilyAndLinkAgrees(String family, String link) {
        GeneralizedLinearRegressionModel model =
                fitted(regression().setFamily(family).setLink(link));

        assertAgree(model, withExtremes(), PREDICTIONS, Tolerance.DOUBLES);
    }

    @ParameterizedTest
    @CsvSource({"gaussian", "binomial", "poisson", "gamma"})
    void theDefaultLinkOfEveryFamilyAgrees(String family) {
        GeneralizedLinearRegressionModel model = fitted(regression().setFamily(family));

        assertAgree(model, withExtremes(), PREDICTIONS, Tolerance.DOUBLES);
    }

    static Stream<Arguments> powers() {
        List<Arguments> powers = new ArrayList<>();
        for (double variance : new double[] {0, 1, 1.3, 2, 2.5}) {
            powers.add(Arguments.of(variance, null));
        }
        for (double link : new double[] {0, 1, -1, 0.5, -0.5, 0.3}) {
            powers.add(Arguments.of(link > 0 ? 0 : 1.5, link));
        }
        return powers.stream();
    }

    @ParameterizedTest
    @MethodSource("powers")
    void everyPowerOfTweedieAgrees(double variance, Double link) {
        // The formulas are those of the parameters, whatever the coefficients were fitted for.
        GeneralizedLinearRegressionModel model =
                new GeneralizedLinearRegressionModel("glm", Vectors.dense(0.7, -0.4, 0.1), 0.3);
        model.set(model.family(), "tweedie")
                .set(model.variancePower(), variance)
                .set(model.linkPredictionCol(), "linkPrediction");
        if (link != null) {
            model.set(model.linkPower(), link);
        }

        assertAgree(model, withExtremes(), PREDICTIONS, Tolerance.DOUBLES);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.5, -0.3})
    void aSumOfNegativeZerosIsZeroBeforeANegativePower(double power) {
        GeneralizedLinearRegressionModel model =
                new GeneralizedLinearRegressionModel("glm", Vectors.dense(-0.7, -0.4, -0.1), 0);
        model.set(model.family(), "tweedie").set(model.variancePower(), 1.5).set(model.linkPower(), power);
        Object[] zero = TestSpark.row(Vectors.dense(0, 0, 0), 0.0, 0.0, 0);
        Object[] tiny = TestSpark.row(Vectors.dense(0, 0, Double.MIN_VALUE), 0.0, 0.0, 0);

        assertAgree(model, TestSpark.rows(schema(), zero, tiny), List.of("prediction"), TIGHT);
    }

    @Test
    void theErrorFunctionOfProbitAgreesInAllItsRanges() {
        GeneralizedLinearRegressionModel model = new GeneralizedLinearRegressionModel("glm", Vectors.dense(1, 0, 0), 0);
        model.set(model.family(), "binomial").set(model.link(), "probit");
        List<Object[]> rows = new ArrayList<>();
        for (int i = -900; i <= 900; i++) {
            rows.add(TestSpark.row(Vectors.dense(i * 0.01 + 1e-5, 0, 0), 0.0, 0.0, 0));
        }

        assertAgree(
                model,
                TestSpark.rows(schema(), rows.toArray(Object[][]::new)),
                List.of("prediction"),
                new Tolerance(1e-15, 1e-14));
    }

    @Test
    void theDefaultsAgreeWithoutALinkPrediction() {
        GeneralizedLinearRegressionModel model = new GeneralizedLinearRegression().fit(TRAINING);

        assertAgree(model, withExtremes(), List.of("prediction"), TIGHT);
    }

    @Test
    void anOffsetAgrees() {
        GeneralizedLinearRegressionModel model =
                fitted(regression().setFamily("poisson").setOffsetCol("offset"));
        GeneralizedLinearRegressionModel whole =
                fitted(regression().setFamily("poisson").setOffsetCol("whole"));

        assertAgree(model, withExtremes(), PREDICTIONS, TIGHT);
        assertAgree(whole, withExtremes(), PREDICTIONS, TIGHT);
    }

    @Test
    void anOffsetThatCanBeNullOrIsNoNumberIsRejected() {
        GeneralizedLinearRegressionModel model = fitted(regression().setOffsetCol("offset"));
        StructType nullable = new StructType()
                .add("features", SQLDataTypes.VectorType(), false)
                .add("offset", DataTypes.DoubleType);
        StructType text = new StructType()
                .add("features", SQLDataTypes.VectorType(), false)
                .add("offset", DataTypes.StringType, false);

        assertThatThrownBy(() -> SparkMlExporter.export(model, nullable, PREDICTIONS))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter offsetCol: column offset can be null");
        assertThatThrownBy(() -> SparkMlExporter.export(model, text, PREDICTIONS))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter offsetCol: column offset is no number");
    }

    @Test
    void predictionsReachTheEndsOfTheRange() {
        GeneralizedLinearRegressionModel model = new GeneralizedLinearRegressionModel("glm", Vectors.dense(1, 0, 0), 0);
        model.set(model.family(), "binomial");
        Dataset<Row> rows = TestSpark.rows(
                schema(),
                TestSpark.row(Vectors.dense(-1000, 0, 0), 0.0, 0.0, 0),
                TestSpark.row(Vectors.dense(1000, 0, 0), 0.0, 0.0, 0));

        assertThat(model.predict(Vectors.dense(-1000, 0, 0))).isEqualTo(1e-16);
        assertAgree(model, rows, List.of("prediction"), new Tolerance(0, 0));
    }

    private static GeneralizedLinearRegression regression() {
        return new GeneralizedLinearRegression().setMaxIter(2).setRegParam(0.1).setLinkPredictionCol("linkPrediction");
    }

    private static GeneralizedLinearRegressionModel fitted(GeneralizedLinearRegression regression) {
        boolean binomial = regression.getFamily().equals("binomial");
        return regression
                .setLabelCol(binomial ? "binary" : "label")
                .fit(TRAINING.selectExpr("*", "cast(label > 2 as double) as binary"));
    }

    private static StructType schema() {
        return new StructType()
                .add("features", SQLDataTypes.VectorType())
                .add("label", DataTypes.DoubleType, false)
                .add("offset", DataTypes.DoubleType, false)
                .add("whole", DataTypes.IntegerType, false);
    }

    private static Dataset<Row> rows(int count, long seed, double scale) {
        Random random = new Random(seed);
        Object[][] rows = new Object[count][];
        for (int i = 0; i < count; i++) {
            double[] vector = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
            double label = 1 + 2 * vector[0] + vector[1] + 0.1 * random.nextDouble();
            for (int j = 0; j < vector.length; j++) {
                vector[j] *= scale;
            }
            rows[i] = TestSpark.row(Vectors.dense(vector), label, random.nextDouble(), random.nextInt(3));
        }
        return TestSpark.rows(schema(), rows);
    }

    /** Ordinary rows, some far out, and some with NaN and infinities. */
    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return rows(60, 2, 1)
                .union(rows(20, 3, 30))
                .union(rows(20, 4, -30))
                .union(TestSpark.rows(
                        schema(),
                        TestSpark.row(Vectors.dense(Double.NaN, 1, 1), 0.0, 0.0, 0),
                        TestSpark.row(Vectors.dense(inf, 1, 1), 0.0, 0.0, 0),
                        TestSpark.row(Vectors.dense(-inf, 1, 1), 0.0, 0.0, 0),
                        TestSpark.row(Vectors.dense(0, 0, 0), 0.0, 0.0, 0)));
    }
}
