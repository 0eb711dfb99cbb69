package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Agreement;
import dev.lastmile.onnx.fixture.Measurements;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LinearSVC;
import org.apache.spark.ml.classification.LinearSVCModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OneVsRestParityTest {
    private static final List<String> CLASSIFIED = List.of("rawPrediction", "prediction");

    static Stream<Classifier<?, ?, ?>> classifiers() {
        return Stream.of(
                new LogisticRegression().setMaxIter(2),
                new LinearSVC().setMaxIter(2),
                new GBTClassifier().setMaxIter(1).setMaxDepth(2),
                new RandomForestClassifier().setNumTrees(3).setMaxDepth(2),
                new NaiveBayes().setModelType("gaussian"),
                new FMClassifier().setMaxIter(2).setFactorSize(2));
    }

    @ParameterizedTest
    @MethodSource("classifiers")
    void everyClassifierAgrees(Classifier<?, ?, ?> classifier) {
        OneVsRestModel model = new OneVsRest().setClassifier(classifier).fit(classes(50, 1));

        // A margin of the machines is a difference of numbers that are millions of times larger.
        Tolerance tolerance = classifier instanceof FMClassifier ? new Tolerance(1e-6, 1e-9) : Tolerance.DOUBLES;
        assertAgree(model, classes(80, 2), CLASSIFIED, tolerance);
    }

    @Test
    void columnsWithoutANameAgree() {
        OneVsRestModel model = fitted();

        model.setRawPredictionCol("");
        assertAgree(model, classes(50, 2), List.of("prediction"), Tolerance.DOUBLES);
        model.setRawPredictionCol("raw").setPredictionCol("");
        assertAgree(model, classes(50, 2), List.of("raw"), Tolerance.DOUBLES);
    }

    @Test
    void noNumberIsPassedOverAndNoClassIsMinusOne() {
        LinearSVCModel[] machines = {
            new LinearSVCModel("a", Vectors.dense(1, 0), 0),
            new LinearSVCModel("b", Vectors.dense(1, 0), 0),
            new LinearSVCModel("c", Vectors.dense(0, 1), 0)
        };
        OneVsRestModel model = new OneVsRestModel("rest", Metadata.empty(), machines);
        model.set((Param<Object>) (Param<?>) model.classifier(), new LinearSVC());
        double inf = Double.POSITIVE_INFINITY;
        Dataset<Row> rows = Measurements.of(
                Vectors.dense(1, 1),
                Vectors.dense(-1, 1),
                Vectors.dense(Double.NaN, 1),
                Vectors.dense(-inf, 1),
                Vectors.dense(-inf, -inf),
                Vectors.dense(1, -inf));

        assertAgree(model, rows, CLASSIFIED, Tolerance.DOUBLES);
    }

    @Test
    void aRowThatTheClassifiersRejectIsRejectedOnce() {
        Dataset<Row> rows = counts(12, 1);
        OneVsRestModel model = new OneVsRest().setClassifier(new NaiveBayes()).fit(rows);
        Dataset<Row> negative = counts(10, 2)
                .union(Measurements.of(Vectors.dense(-1, 0, 0, 0, 0)))
                .union(TestSpark.rows(rows.schema(), TestSpark.row(77L, null, 0.0)));

        ParityReport report = assertAgree(model, negative, CLASSIFIED, Tolerance.DOUBLES);
        assertThat(report.invalidRows()).isEqualTo(2);
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), CLASSIFIED);
        assertThat(Agreement.metadata(onnx).get("lastmile.row_status"))
                .containsOnlyOnce("nonnegative")
                .containsOnlyOnce("is null");
    }

    @Test
    void aClassifierWithoutAFormIsRejectedByItsName() {
        OneVsRestModel foreign =
                new OneVsRestModel("rest", Metadata.empty(), new ClassificationModel<?, ?>[] {new Own()});

        assertThatThrownBy(() -> SparkMlExporter.export(foreign, classes(1, 1).schema(), CLASSIFIED))
                .isInstanceOf(UnsupportedStageException.class)
                .hasMessageContaining("Stage Own");
    }

    private static OneVsRestModel fitted() {
        return new OneVsRest().setClassifier(new LinearSVC().setMaxIter(2)).fit(classes(60, 1));
    }

    private static Dataset<Row> classes(int rows, long seed) {
        return Measurements.continuous(rows, seed)
                .selectExpr("id", "features", "cast(least(greatest(floor(label), 0), 2) as double) as label");
    }

    private static Dataset<Row> counts(int rows, long seed) {
        Object[][] counted = classes(rows, seed).collectAsList().stream()
                .map(row -> TestSpark.row(
                        row.getAs("id"),
                        Vectors.dense(1, 2, row.<Long>getAs("id") % 4, row.<Long>getAs("id") % 3, 0),
                        row.<Long>getAs("id") % 3.0))
                .toArray(Object[][]::new);
        return TestSpark.rows(Measurements.continuous(1, 1).schema(), counted);
    }

    /** A subclass of a known one may compute something else. */
    private static final class Own extends LinearSVCModel {
        Own() {
            super("own", Vectors.dense(1, 0, 0, 0, 0), 0);
        }

        @Override
        public LinearSVCModel copy(org.apache.spark.ml.param.ParamMap extra) {
            return new Own();
        }
    }
}
