package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.TestSpark;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketParityTest {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final Double NAN = Double.NaN;
    private static final double[] OPEN = {-INF, -1e300, -0.1, 0, Double.MIN_VALUE, 0.1, 1, 1e300, INF};
    private static final double[] CLOSED = {-1, -0.5, 0, 0.25, 1};
    private static final double[] FROM_ZERO = {0, 1, 2};
    private static final double[] TO_ZERO = {-2, -1, -0.0};

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, -0.5, -0.0, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aBinarizedNumberAndVectorAgree(double threshold) {
        BothWays.assertAgree(
                new Binarizer().setInputCol("features").setOutputCol("out").setThreshold(threshold),
                Extremes.all(20, 1),
                List.of("out"),
                EXACT);
        Dataset<Row> rows = TestSpark.rows(
                "x double",
                row(1.0),
                row(NAN),
                row(new Object[] {null}),
                row(-0.0),
                row(threshold),
                row(Math.nextUp(threshold)),
                row(Math.nextDown(threshold)),
                row(INF),
                row(-INF));
        BothWays.assertAgree(
                new Binarizer().setInputCol("x").setOutputCol("out").setThreshold(threshold),
                rows,
                List.of("out"),
                EXACT);
    }

    @Test
    void manyColumnsAreBinarizedByOneThresholdOrByEachItsOwn() {
        StructType schema = Extremes.SCHEMA.add("x", "double").add("y", "double");
        Dataset<Row> rows = TestSpark.session()
                .createDataFrame(
                        Extremes.all(10, 2)
                                .selectExpr("features", "double(0.5) as x", "double('NaN') as y")
                                .collectAsList(),
                        schema)
                .coalesce(1);
        String[] columns = {"x", "features", "y"};
        String[] results = {"a", "b", "c"};
        List<String> outputs = List.of(results);

        BothWays.assertAgree(new Binarizer().setInputCols(columns).setOutputCols(results), rows, outputs, EXACT);
        BothWays.assertAgree(
                new Binarizer().setInputCols(columns).setOutputCols(results).setThreshold(0.5), rows, outputs, EXACT);
        BothWays.assertAgree(
                new Binarizer().setInputCols(columns).setOutputCols(results).setThresholds(new double[] {0.4, -2, 1e-3
                }),
                rows,
                outputs,
                EXACT);
    }

    @Test
    void whatSparkDoesNotBinarizeIsNamed() {
        Binarizer binarizer = new Binarizer().setInputCol("x").setOutputCol("out");
        for (String type : List.of("int", "float", "long", "string")) {
            assertThatThrownBy(() -> SparkMlExporter.export(binarizer, StructType.fromDDL("x " + type), List.of("out")))
                    .hasMessageContaining("parameter inputCol: column x is ")
                    .hasMessageContaining("and Spark takes a double or a vector");
        }
        assertThatThrownBy(() -> SparkMlExporter.export(
                        new Binarizer()
                                .setInputCol("features")
                                .setOutputCol("out")
                                .setThreshold(NAN),
                        Extremes.SCHEMA,
                        List.of("out")))
                .hasMessageContaining("parameter threshold: it is NaN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void everyNumberFallsInSparksBucket(String handleInvalid) {
        List<Object[]> rows = new ArrayList<>();
        for (double split : OPEN) {
            rows.add(row(split));
            rows.add(row(-split));
            rows.add(row(Math.nextUp(split)));
            rows.add(row(Math.nextDown(split)));
        }
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            rows.add(row(random.nextGaussian()));
        }
        if (!handleInvalid.equals("error")) {
            rows.add(row(NAN));
        }
        Bucketizer model = bucketizer(handleInvalid, OPEN);

        ParityReport report = BothWays.assertAgree(
                model, TestSpark.rows("x double not null", rows.toArray(Object[][]::new)), List.of("out"), EXACT);
        assertThat(report.invalidRows()).isEqualTo(handleInvalid.equals("skip") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void edgesAndWhatIsOutsideAreSparks(String handleInvalid) {
        for (double[] splits : List.of(CLOSED, FROM_ZERO, TO_ZERO)) {
            double least = splits[0];
            double most = splits[splits.length - 1];
            Dataset<Row> inside = TestSpark.rows(
                    "x double not null",
                    row(least),
                    row(most),
                    row(splits[1]),
                    row(Math.nextUp(least)),
                    row(Math.nextDown(most)));
            BothWays.assertAgree(bucketizer(handleInvalid, splits), inside, List.of("out"), EXACT);
            for (double number : new double[] {-0.0, 0.0, Math.nextDown(least), Math.nextUp(most), INF, -INF, NAN}) {
                Dataset<Row> rows = TestSpark.rows("x double not null", row(splits[1]), row(number));
                Agreement.assertAgree(bucketizer(handleInvalid, splits), rows, List.of("out"), EXACT);
            }
        }
    }

    @Test
    void theDefaultRejectsNullWhichHasNoBucket() {
        Dataset<Row> rows = TestSpark.rows("x double", row(1.0), row(new Object[] {null}), row(NAN), row(9.0));

        assertThat(Agreement.statuses(bucketizer("error", FROM_ZERO), rows, List.of("out")))
                .containsExactly(0, 1, 1, 2);
        assertThat(Agreement.metadata(
                        SparkMlExporter.export(bucketizer("error", FROM_ZERO), rows.schema(), List.of("out"))))
                .containsEntry(
                        "lastmile.row_status",
                        "{\"0\":\"valid\","
                                + "\"1\":\"column x is null or NaN (Bucketizer, handleInvalid error)\","
                                + "\"2\":\"column x is outside of the splits, 0.0 to 2.0 (Bucketizer, splits)\"}");
        ParityReport report = Agreement.assertAgree(
                bucketizer("skip", OPEN),
                TestSpark.rows("x double", row(1.0), row(new Object[] {null}), row(NAN)),
                List.of("out"),
                EXACT);
        assertThat(report.invalidRows()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void numbersOfEveryTypeAreBucketed(String handleInvalid) {
        Bucketizer model = new Bucketizer()
                .setInputCols(new String[] {"d", "f", "i", "l", "m", "s"})
                .setOutputCols(new String[] {"a", "b", "c", "e", "g", "h"})
                .setSplitsArray(new double[][] {OPEN, OPEN, {-3, 0, 3}, {-INF, 1L << 53, INF}, {-1, 1.25, 2}, OPEN})
                .setHandleInvalid(handleInvalid);
        Dataset<Row> rows = TestSpark.rows(
                "d double not null, f float not null, i int, l long not null, m decimal(5,2), s short",
                row(0.1, 0.1f, 3, (1L << 53) + 1, new BigDecimal("1.25"), (short) 1),
                row(-0.0, -0f, -3, -1L, new BigDecimal("2.00"), (short) 0),
                row(1e300, 3e38f, 0, 1L << 53, new BigDecimal("-1.00"), (short) -1));

        BothWays.assertAgree(model, rows, List.of("a", "b", "c", "e", "g", "h"), EXACT);
    }

    @Test
    void skipLeavesRowsOutBeforeAnythingElse() {
        Bucketizer model = new Bucketizer()
                .setInputCols(new String[] {"x", "y"})
                .setOutputCols(new String[] {"a", "b"})
                .setSplitsArray(new double[][] {FROM_ZERO, FROM_ZERO})
                .setHandleInvalid("skip");
        Dataset<Row> rows = TestSpark.rows(
                "x double, y double", row(1.0, 2.0), row(NAN, 7.0), row(7.0, null), row(1.0, 7.0), row(7.0, 1.0));

        assertThat(Agreement.assertAgree(model, rows, List.of("a", "b"), EXACT).rows())
                .isEqualTo(1);
        // Spark does not compute the bucket of a column that nobody reads, and rejects nothing in it.
        assertThat(Agreement.assertAgree(model, rows, List.of("a"), EXACT).rows())
                .isEqualTo(2);
    }

    @Test
    void aDiscretizerIsABucketizer() {
        Dataset<Row> training = TestSpark.session().range(0, 200).selectExpr("sin(id) as x", "double(id % 7) as y");
        PipelineModel model = new PipelineModel("p", new Transformer[] {
            new QuantileDiscretizer().setInputCol("x").setOutputCol("a").fit(training),
            new QuantileDiscretizer()
                    .setInputCols(new String[] {"x", "y"})
                    .setOutputCols(new String[] {"b", "c"})
                    .setNumBucketsArray(new int[] {10, 5})
                    .setRelativeError(0.01)
                    .setHandleInvalid("keep")
                    .fit(training),
            new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("v")
        });
        Dataset<Row> rows = TestSpark.rows(
                "x double not null, y double not null",
                training.collectAsList().stream()
                        .map(row -> row(row.get(0), row.get(1)))
                        .toArray(Object[][]::new));

        BothWays.assertAgree(model, rows, List.of("a", "b", "c", "v"), EXACT);
    }

    @Test
    void nullThatCannotBeToldFromNaNIsNamed() {
        assertThatThrownBy(() -> SparkMlExporter.export(
                        bucketizer("keep", OPEN), StructType.fromDDL("x double"), List.of("out")))
                .hasMessageContaining("parameter handleInvalid: it is keep, and column x can be null");
        assertThatThrownBy(() -> SparkMlExporter.export(
                        bucketizer("error", OPEN), StructType.fromDDL("x string"), List.of("out")))
                .hasMessageContaining("parameter inputCol: column x is no number");
    }

    private static Bucketizer bucketizer(String handleInvalid, double... splits) {
        return new Bucketizer()
                .setInputCol("x")
                .setOutputCol("out")
                .setSplits(splits)
                .setHandleInvalid(handleInvalid);
    }
}
