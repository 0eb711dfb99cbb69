package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.clustering.BisectingKMeans;
import org.apache.spark.ml.clustering.GaussianMixture;
import org.apache.spark.ml.clustering.GaussianMixtureModel;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.clustering.KMeansModel;
import org.apache.spark.ml.linalg.DenseMatrix;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.distribution.MultivariateGaussian;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusteringParityTest {
    private static final List<String> PREDICTION = List.of("prediction");
    private static final List<String> MIXED = List.of("probability", "prediction");
    private static final double INF = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({"euclidean,2", "euclidean,7", "cosine,5"})
    void kMeansAgrees(String distance, int clusters) {
        KMeansModel model = new KMeans()
                .setDistanceMeasure(distance)
                .setK(clusters)
                .setMaxIter(3)
                .setSeed(1)
                .setTol(0.01)
                .fit(rows(150, 1));

        assertAgree(model, withExtremes(distance), PREDICTION, EXACT);
    }

    @Test
    void theDefaultsAgree() {
        assertAgree(new KMeans().fit(rows(60, 1)), withExtremes("euclidean"), PREDICTION, EXACT);
        assertAgree(new BisectingKMeans().fit(rows(60, 1)), withExtremes("euclidean"), PREDICTION, EXACT);
        assertAgree(new GaussianMixture().setMaxIter(3).fit(rows(60, 1)), rows(60, 2), MIXED, Tolerance.DOUBLES);
    }

    @Test
    void aRowAsFarFromTwoCentersGoesToTheFirst() {
        Vector[] centers = {
            org.apache.spark.mllib.linalg.Vectors.dense(1, 0.1),
            org.apache.spark.mllib.linalg.Vectors.dense(0.1, 1),
            org.apache.spark.mllib.linalg.Vectors.dense(-1, -1)
        };
        KMeansModel model = new KMeansModel("kmeans", new org.apache.spark.mllib.clustering.KMeansModel(centers));
        Dataset<Row> rows = Measurements.of(
                Vectors.dense(0.3, 0.3),
                Vectors.dense(7, 7),
                Vectors.dense(0.3, Math.nextUp(0.3)),
                Vectors.dense(-0.5, 0.5));

        assertThat(model.predict(Vectors.dense(7, 7))).isZero();
        assertAgree(model, rows, PREDICTION, EXACT);
    }

    @Test
    void aRowWithNaNIsAnErrorInBoth() {
        Dataset<Row> rows = rows(5, 2).union(Measurements.of(Vectors.dense(1, Double.NaN, 0)));

        ParityReport report = assertAgree(new KMeans().setMaxIter(2).fit(rows(40, 1)), rows, PREDICTION, EXACT);
        assertThat(report.invalidRows()).isOne();
        report = assertAgree(new BisectingKMeans().setMaxIter(2).fit(rows(40, 1)), rows, PREDICTION, EXACT);
        assertThat(report.invalidRows()).isOne();
    }

    @Test
    void aRowWithNaNGoesToTheFirstOfSoManyCentersThatSparkDoesNotCompareThem() {
        Vector[] centers = new Vector[1000];
        Arrays.setAll(centers, i -> org.apache.spark.mllib.linalg.Vectors.dense(i, 1));
        KMeansModel model = new KMeansModel("kmeans", new org.apache.spark.mllib.clustering.KMeansModel(centers));
        Dataset<Row> rows = Measurements.of(Vectors.dense(Double.NaN, 0), Vectors.dense(7.5, 0), Vectors.dense(1e9, 0));

        ParityReport report = assertAgree(model, rows, PREDICTION, EXACT);
        assertThat(report.rows()).isEqualTo(3);
    }

    @Test
    void aRowWithoutADirectionIsAnErrorInBoth() {
        KMeansModel flat =
                new KMeans().setDistanceMeasure("cosine").setMaxIter(2).fit(rows(40, 1));
        Dataset<Row> rows = rows(5, 2)
                .union(Measurements.of(
                        Vectors.dense(0, 0, 0), Vectors.dense(1, Double.NaN, 0), Vectors.dense(1e-200, 0, 0)));

        ParityReport report = assertAgree(flat, rows, PREDICTION, EXACT);
        assertThat(report.invalidRows()).isEqualTo(3);
        report = assertAgree(
                new BisectingKMeans().setDistanceMeasure("cosine").setMaxIter(2).fit(rows(40, 1)),
                rows,
                PREDICTION,
                EXACT);
        assertThat(report.invalidRows()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"euclidean,2", "euclidean,6", "cosine,5"})
    void bisectingKMeansAgrees(String distance, int clusters) {
        assertAgree(
                new BisectingKMeans()
                        .setDistanceMeasure(distance)
                        .setK(clusters)
                        .setMaxIter(3)
                        .setMinDivisibleClusterSize(2)
                        .setSeed(1)
                        .fit(rows(100, 1)),
                withExtremes(distance),
                PREDICTION,
                EXACT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aMixtureAgrees(int components) {
        GaussianMixtureModel model = new GaussianMixture()
                .setK(components)
                .setMaxIter(4)
                .setSeed(3)
                .setTol(0.1)
                .fit(rows(120, 1));

        assertAgree(model, withExtremes(), MIXED, Tolerance.DOUBLES);
        model.setProbabilityCol("");
        assertAgree(model, withExtremes(), PREDICTION, EXACT);
    }

    @Test
    void aMixtureOfFlatComponentsAgrees() {
        DenseMatrix flat = new DenseMatrix(3, 3, new double[] {1, 1, 0, 1, 1, 0, 0, 0, 1e-9});
        DenseMatrix round = new DenseMatrix(3, 3, new double[] {2, 0, 0, 0, 2, 0, 0, 0, 2});
        GaussianMixtureModel model =
                new GaussianMixtureModel("mixture", new double[] {0.3, 0.7}, new MultivariateGaussian[] {
                    new MultivariateGaussian(Vectors.dense(1, 2, 3), flat),
                    new MultivariateGaussian(Vectors.dense(0, 0, 0), round)
                });

        assertAgree(model, withExtremes(), MIXED, Tolerance.DOUBLES);
    }

    private static Dataset<Row> rows(int count, long seed) {
        Random random = new Random(seed);
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] vector = new double[3];
            for (int j = 0; j < vector.length; j++) {
                vector[j] = random.nextGaussian() + 4 * ((i + j) % 3);
            }
            rows.add(TestSpark.row((long) i, Vectors.dense(vector), 0.0));
        }
        return TestSpark.rows(Measurements.continuous(1, 1).schema(), rows.toArray(Object[][]::new));
    }

    private static Dataset<Row> withExtremes() {
        return withExtremes("euclidean").union(Measurements.of(Vectors.dense(Double.NaN, 1, 1)));
    }

    private static Dataset<Row> withExtremes(String distance) {
        Dataset<Row> large = rows(200, 2)
                .union(Measurements.of(
                        Vectors.dense(1e200, 1, 1), Vectors.dense(1, INF, -INF), Vectors.dense(-1e9, 1e9, 0)));
        return distance.equals("cosine") ? large : large.union(Measurements.of(Vectors.dense(0, 0, 0)));
    }
}
