package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.IsotonicRegression;
import org.apache.spark.ml.regression.IsotonicRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsotonicRegressionParityTest {
    private static final List<String> PREDICTION = List.of("prediction");

    @ParameterizedTest
    @CsvSource({"true,0", "false,0", "true,1"})
    void aRegressionAgreesOnItsBoundariesAndBetweenThem(boolean isotonic, int index) {
        IsotonicRegressionModel model = new IsotonicRegression()
                .setIsotonic(isotonic)
                .setFeatureIndex(index)
                .fit(rows(150, 1, isotonic ? 1 : -1));

        assertThat(model.boundaries().size()).isGreaterThan(8);
        assertAgree(model, rows(200, 2).union(onBoundaries(model, index)), PREDICTION, EXACT);
    }

    @Test
    void aColumnOfNumbersAgrees() {
        IsotonicRegressionModel model =
                new IsotonicRegression().setFeaturesCol("x").fit(numbers(rows(100, 1)));

        assertAgree(model, numbers(rows(100, 2).union(onBoundaries(model, 0))), PREDICTION, EXACT);
    }

    @Test
    void zeroHasTwoSignsAsInSparksSearch() {
        StructType schema =
                new StructType().add("x", DataTypes.DoubleType, false).add("label", DataTypes.DoubleType, false);
        Dataset<Row> rows =
                TestSpark.rows(schema, row(-1.0, -3.0), row(-0.0, -1.0), row(0.0, 1.0), row(Double.MIN_VALUE, 2.0));
        // Fitting does this where the two fall into different partitions.
        IsotonicRegressionModel model = new IsotonicRegressionModel(
                        "zeros",
                        new org.apache.spark.mllib.regression.IsotonicRegressionModel(
                                new double[] {-1, -0.0, 0.0, 1}, new double[] {-3, -1, 1, 3}, true))
                .setFeaturesCol("x");

        assertAgree(model, rows, PREDICTION, EXACT);
    }

    @Test
    void aRegressionOfOneBoundaryAgrees() {
        IsotonicRegressionModel model = new IsotonicRegression().fit(rows(1, 1));

        assertThat(model.boundaries().size()).isOne();
        assertAgree(model, rows(20, 2).union(onBoundaries(model, 0)), PREDICTION, EXACT);
    }

    @Test
    void aNumberThatCanBeNullIsRejected() {
        IsotonicRegressionModel model =
                new IsotonicRegression().setFeaturesCol("x").fit(numbers(rows(30, 1)));
        StructType nullable = new StructType().add("x", DataTypes.DoubleType);

        assertThatThrownBy(() -> SparkMlExporter.export(model, nullable, PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter featuresCol: column x can be null");
    }

    @Test
    void anotherTypeAnUnknownSizeAndAnIndexBeyondItAreRejected() {
        IsotonicRegressionModel model = new IsotonicRegression().fit(rows(30, 1));
        StructType text = new StructType().add("features", DataTypes.StringType, false);

        assertThatThrownBy(() -> SparkMlExporter.export(model, text, PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter featuresCol: column features is neither a vector nor");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        model, Measurements.continuous(1, 1).schema(), PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter featuresCol: the size of vector column features is not in the schema");
        assertThatThrownBy(() -> SparkMlExporter.export(model.setFeatureIndex(7), schema(), PREDICTION))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("parameter featureIndex: 7 is no place in column features, which has 2");
    }

    private static Dataset<Row> rows(int count, long seed) {
        return rows(count, seed, 1);
    }

    private static Dataset<Row> rows(int count, long seed, double slope) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] vector = {Math.round(random.nextGaussian() * 50) / 10.0, random.nextDouble()};
            double label = slope * (vector[0] + 9 * vector[1]) + random.nextGaussian();
            rows.add(TestSpark.row((long) i, Vectors.dense(vector), label));
        }
        return TestSpark.rows(schema(), rows.toArray(Object[][]::new));
    }

    private static StructType schema() {
        return new StructType()
                .add("id", DataTypes.LongType)
                .add("features", SQLDataTypes.VectorType(), true, new AttributeGroup("features", 2).toMetadata())
                .add("label", DataTypes.DoubleType);
    }

    /** Every boundary, what is next to it, and the ends of the numbers. */
    private static Dataset<Row> onBoundaries(IsotonicRegressionModel model, int index) {
        List<Double> numbers = new ArrayList<>(
                List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, 0.0, -0.0));
        for (double boundary : model.boundaries().toArray()) {
            numbers.addAll(List.of(boundary, Math.nextUp(boundary), Math.nextDown(boundary)));
        }
        return Measurements.of(numbers.stream()
                .map(number -> index == 0 ? Vectors.dense(number, 7) : Vectors.dense(7, number))
                .toArray(Vector[]::new));
    }

    private static Dataset<Row> numbers(Dataset<Row> rows) {
        StructType schema =
                new StructType().add("x", DataTypes.DoubleType, false).add("label", DataTypes.DoubleType, false);
        Object[][] numbers = rows.collectAsList().stream()
                .map(row -> TestSpark.row(row.<Vector>getAs("features").apply(0), row.getAs("label")))
                .toArray(Object[][]::new);
        return TestSpark.rows(schema, numbers);
    }
}
