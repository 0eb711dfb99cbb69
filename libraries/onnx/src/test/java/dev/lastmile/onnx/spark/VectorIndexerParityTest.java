package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.BothWays;
import dev.lastmile.onnx.fixture.Extremes;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorIndexer;
import org.apache.spark.ml.feature.VectorIndexerModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorIndexerParityTest {
    private static final double NAN = Double.NaN;
    private static final List<String> OUT = List.of("out");
    private static final Dataset<Row> TRAINING = Extremes.of(vectors(40, 1)).cache();

    @Test
    void categoriesAndNumbersAgree() {
        PipelineModel model = BothWays.sideBySide(
                model(TRAINING, 2, "error"), model(TRAINING, 3, "skip"), model(TRAINING, 50, "error"));

        ParityReport report = BothWays.assertAgree(model, TRAINING, BothWays.outputs(model), EXACT);
        assertThat(report.rows()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void whatWasNotFittedOnIsWhatSparkMakesOfIt(String handleInvalid) {
        // The first has categories -1, 0 and 2.5, the second 1 and 2, the third some more; the fourth is a number.
        Dataset<Row> rows = Extremes.of(
                Vectors.dense(-1, 1, 3, 0.25),
                Vectors.dense(-0.0, 2, 4, 1e300),
                Vectors.dense(0, 2, 4, NAN),
                Vectors.dense(7, 2, 3, 1),
                Vectors.dense(2.5, NAN, 3, 1),
                Vectors.dense(2.5, 1, Double.POSITIVE_INFINITY, 1),
                Vectors.dense(Math.nextUp(2.5), 1, 3, 1),
                Vectors.dense(7, 7, 77, 7),
                Vectors.dense(0, 0, 3, 1));
        VectorIndexerModel model = model(TRAINING, 10, handleInvalid);

        ParityReport report = Agreement.assertAgree(model, rows, OUT, EXACT);
        assertThat(report.rows()).isEqualTo(handleInvalid.equals("keep") ? 9 : 3);
        if (!handleInvalid.equals("error")) {
            BothWays.assertAgree(model, rows, OUT, EXACT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "skip", "keep"})
    void aZeroThatWasNotFittedOnIsKeptInVectorsThatAnAssemblerMakesSparse(String handleInvalid) {
        VectorAssembler assembler = new VectorAssembler()
                .setInputCols(new String[] {"a", "b", "c", "d"})
                .setOutputCol("features")
                .setHandleInvalid("keep");
        Dataset<Row> training = TestSpark.rows(
                "a double, b double, c double, d double", row(1.0, 1.0, 2.0, 0.5), row(2.0, 3.0, 4.0, 1.5));
        PipelineModel model = new PipelineModel(
                "p", new Transformer[] {assembler, model(assembler.transform(training), 2, handleInvalid)});
        Dataset<Row> rows = TestSpark.rows(
                "a double, b double, c double, d double",
                row(1.0, 3.0, 2.0, 0.5),
                row(0.0, 0.0, 0.0, 0.0),
                row(0.0, 3.0, 0.0, 0.0),
                row(0.0, 7.0, 0.0, 0.0),
                row(-0.0, 0.0, NAN, 0.0),
                row(0.0, 3.0, 2.0, 0.0),
                row(0.0, 3.0, 2.0, 0.5));

        ParityReport report = Agreement.assertAgree(model, rows, OUT, EXACT);
        assertThat(report.rows()).isEqualTo(handleInvalid.equals("keep") ? 7 : 3);
    }

    @Test
    void theZerosOfABinarizerAreKeptWhereItsVectorsAreSparse() {
        Binarizer binarizer = new Binarizer().setInputCol("features").setOutputCol("binary");
        Dataset<Row> ones = binarizer.transform(Extremes.of(Vectors.dense(1, 2, 3, 4)));
        VectorIndexerModel indexer =
                new VectorIndexer().setInputCol("binary").setOutputCol("out").fit(ones);
        Dataset<Row> rows = Extremes.of(
                Vectors.dense(9, 8, 7, 6),
                Vectors.dense(0, -1, 0, 5),
                Vectors.dense(0, 1, 0, 5),
                Vectors.dense(0, 0, 0, -0.0));

        ParityReport report =
                Agreement.assertAgree(new PipelineModel("p", new Transformer[] {binarizer, indexer}), rows, OUT, EXACT);
        assertThat(report.invalidRows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void vectorsOfEverySizeAreSparseWhereSparksAre(int size) {
        StructType schema = new StructType()
                .add("features", SQLDataTypes.VectorType(), true, new AttributeGroup("features", size).toMetadata());
        List<Object[]> vectors = new ArrayList<>();
        for (int ones = size; ones >= 0; ones--) {
            double[] numbers = new double[size];
            Arrays.fill(numbers, 0, ones, 1);
            vectors.add(row(Vectors.dense(numbers)));
        }
        Dataset<Row> rows = TestSpark.rows(schema, vectors.toArray(Object[][]::new));
        Binarizer binarizer = new Binarizer().setInputCol("features").setOutputCol("binary");
        VectorIndexerModel indexer = new VectorIndexer()
                .setInputCol("binary")
                .setOutputCol("out")
                .setHandleInvalid("skip")
                .fit(binarizer.transform(rows.limit(1)));

        Agreement.assertAgree(new PipelineModel("p", new Transformer[] {binarizer, indexer}), rows, OUT, EXACT);
    }

    @Test
    void aVectorWithoutCategoriesIsTheSame() {
        VectorIndexerModel model = model(Extremes.ordinary(30, 1).selectExpr("features"), 2, "error");
        Dataset<Row> rows = Extremes.of(Vectors.dense(1, -0.0, 7, 1e-300), Vectors.dense(NAN, 1, 7, 3));

        BothWays.assertAgree(model, rows, OUT, EXACT);
        VectorIndexerModel none = model(Measurements.continuous(60, 1).selectExpr("features"), 2, "keep");
        BothWays.assertAgree(none, Measurements.continuous(20, 2), OUT, EXACT);
    }

    @Test
    void aVectorThatIsNullIsAnErrorUnderSkipToo() {
        Dataset<Row> rows = TestSpark.rows(Extremes.SCHEMA, row(vectors(1, 1)[0]), row(new Object[] {null}));

        ParityReport report = Agreement.assertAgree(model(TRAINING, 10, "skip"), rows, OUT, EXACT);
        assertThat(report.invalidRows()).isEqualTo(1);
        assertThat(Agreement.metadata(SparkMlExporter.export(model(TRAINING, 10, "skip"), Extremes.SCHEMA, OUT)))
                .containsEntry(
                        "lastmile.row_status",
                        "{\"0\":\"valid\",\"1\":\"column features is null (VectorIndexerModel)\","
                                + "\"2\":\"column features is a vector with a category that was not fitted on"
                                + " (VectorIndexerModel, handleInvalid skip)\"}");
    }

    private static VectorIndexerModel model(Dataset<Row> training, int maxCategories, String handleInvalid) {
        return new VectorIndexer()
                .setInputCol("features")
                .setOutputCol("out")
                .setMaxCategories(maxCategories)
                .setHandleInvalid(handleInvalid)
                .fit(training);
    }

    private static Vector[] vectors(int count, long seed) {
        Random random = new Random(seed);
        double[] first = {2.5, -1, 0};
        List<Vector> vectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            vectors.add(Vectors.dense(first[i % 3], 1 + i % 2, 3 + i % 5, random.nextGaussian()));
        }
        return vectors.toArray(Vector[]::new);
    }
}
