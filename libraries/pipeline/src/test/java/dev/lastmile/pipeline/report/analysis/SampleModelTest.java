package dev.lastmile.pipeline.report.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.onnx.Column;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.spark.OnnxTransformation;
import dev.lastmile.onnx.spark.SparkMlExporter;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.ScoredRows;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.LinearRegressionModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A linear model that is right on every row, of which importance and dependence follow by hand: y = 2 a + 3 [city = x] - 1. */
class SampleModelTest {
    private static final List<String> COLUMNS = List.of("a", "unused", "constant", "city");
    private static final int ROWS = 5000;

    private static Dataset<Row> rows;
    private static OnnxModel features;
    private static SampleModel model;

    @BeforeAll
    static void train() {
        Random random = new Random(5);
        List<Row> all = new ArrayList<>();
        for (long id = 0; id < ROWS; id++) {
            double a = 4 * random.nextGaussian() + 1;
            String city = random.nextInt(4) == 0 ? null : random.nextBoolean() ? "x" : "y";
            all.add(RowFactory.create(
                    id, a, random.nextGaussian(), 7.0, city, 2 * a + ("x".equals(city) ? 3 : 0) - 1, "secret" + id));
        }
        rows = SharedSpark.session()
                .createDataFrame(
                        all,
                        StructType.fromDDL("id bigint not null, a double not null, unused double not null,"
                                + " constant double not null, city string, y double not null, email string"));
        PipelineModel pipeline = new Pipeline()
                .setStages(new PipelineStage[] {
                    new StringIndexer()
                            .setInputCol("city")
                            .setOutputCol("city_index")
                            .setHandleInvalid("keep"),
                    new OneHotEncoder().setInputCol("city_index").setOutputCol("city_flags"),
                    new VectorAssembler()
                            .setInputCols(new String[] {"a", "unused", "constant", "city_flags"})
                            .setOutputCol("features")
                })
                .fit(rows);
        Dataset<Row> transformed = pipeline.transform(rows).select("features", "y");
        LinearRegressionModel regression =
                new LinearRegression().setLabelCol("y").setSolver("normal").fit(transformed);
        features = SparkMlExporter.export(pipeline, rows.schema(), List.of("features"));
        OnnxModel onnx = SparkMlExporter.export(regression, transformed.schema(), List.of("prediction"));
        RegressionEvaluation evaluation = RegressionEvaluation.of(
                OnnxTransformation.of(features).then(onnx).apply(rows), "y");
        assertThat(evaluation.rmse()).isLessThan(1e-7);
        model = new SampleModel(features, onnx, HeldOutSample.of(rows, "y", ScoredRows.plain(), features), evaluation);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void theSampleIsBoundedAndTheSameHoweverTheRowsArePartitioned() {
        HeldOutSample sample = model.sample();
        HeldOutSample again = HeldOutSample.of(rows.repartition(7), "y", ScoredRows.plain(), features);

        assertThat(sample.rows()).isEqualTo(HeldOutSample.MOST_ROWS);
        assertThat(sample.raw().columns().keySet()).containsExactlyInAnyOrderElementsOf(COLUMNS);
        assertThat(again.labels()).isEqualTo(sample.labels());
    }

    @Test
    void importanceIsHowMuchWorseTheMetricGets() {
        List<Importance> importance = Importance.of(model, COLUMNS, Metric.RMSE);

        assertThat(importance).extracting(Importance::column).startsWith("a", "city");
        // Two draws of a value differ by sqrt(2) standard deviations: 2 * 4 * sqrt(2).
        assertThat(importance.get(0).mean()).isCloseTo(8 * Math.sqrt(2), within(0.5));
        // x has 3/8 of the rows: 3 * sqrt(2 * 3/8 * 5/8).
        assertThat(importance.get(1).mean()).isCloseTo(3 * Math.sqrt(2 * 3.0 / 8 * 5 / 8), within(0.1));
        assertThat(importance.get(0).deviation()).isBetween(1e-6, 0.5);
        assertThat(importance.subList(2, 4))
                .allSatisfy(none -> assertThat(none.mean()).isCloseTo(0, within(1e-7)));
        assertThat(Importance.of(model, COLUMNS, Metric.RMSE)).isEqualTo(importance);
        assertThat(Importance.of(model, COLUMNS, Metric.R2).get(0).mean()).isPositive();
    }

    @Test
    void moreColumnsArePermutedLessOften() {
        assertThat(List.of(1, 100, 101, 250, 500, 9000).stream().map(Importance::repeats))
                .containsExactly(5, 5, 4, 2, 1, 1);
    }

    @Test
    void dependenceOnANumberIsTheMeanPredictionAtEachValue() {
        Dependence onA = Dependence.of(model, "a", List.of());
        double inX = share("x");

        assertThat(onA.grid().numbers()).hasSize(20);
        double[] means = onA.responses().get(Dependence.PREDICTION);
        for (int i = 0; i < means.length; i++) {
            assertThat(means[i]).isCloseTo(2 * onA.grid().numbers()[i] + 3 * inX - 1, within(1e-6));
        }
    }

    @Test
    void dependenceOnACategoryHasNullAsOne() {
        Dependence onCity = Dependence.of(model, "city", List.of());
        double[] a = ((Column.Doubles) model.sample().raw().column("a")).values();
        double mean = 2 * Arrays.stream(a).average().orElseThrow() - 1;

        assertThat(onCity.grid().texts()).containsExactlyInAnyOrder("x", "y", "(null)");
        double[] means = onCity.responses().get(Dependence.PREDICTION);
        for (int i = 0; i < means.length; i++) {
            boolean x = onCity.grid().texts().get(i).equals("x");
            assertThat(means[i]).isCloseTo(mean + (x ? 3 : 0), within(1e-6));
        }
    }

    @Test
    void aColumnOfOneValueHasNoDependence() {
        assertThat(Dependence.of(model, COLUMNS, List.of(), 6))
                .extracting(Dependence::column)
                .containsExactly("a", "unused", "city");
        assertThat(Dependence.of(model, COLUMNS, List.of(), 1))
                .extracting(Dependence::column)
                .containsExactly("a");
    }

    private static double share(String city) {
        String[] cities = ((Column.Strings) model.sample().raw().column("city")).values();
        return (double) Arrays.stream(cities).filter(city::equals).count() / cities.length;
    }
}
