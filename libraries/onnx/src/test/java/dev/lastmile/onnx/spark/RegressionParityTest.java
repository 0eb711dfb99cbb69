package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.TIGHT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.metadata;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegressionParityTest {
    private static final Double NAN = Double.NaN;
    private static final List<String> CLASSIFIED = List.of("rawPrediction", "probability", "prediction");
    private static final PipelineModel FEATURES = Flowers.fitted(Flowers.assembler("keep"), Flowers.scaler());
    private static final LogisticRegressionModel BINOMIAL = regression("cast(kind > 0 as double)", "binomial");
    private static final LogisticRegressionModel TWO_CLASSES = regression("cast(kind > 1 as double)", "multinomial");
    private static final LogisticRegressionModel MULTINOMIAL = regression("kind", "auto");

    static Stream<LogisticRegressionModel> models() {
        return Stream.of(
                BINOMIAL,
                copy(BINOMIAL).setThreshold(0.9),
                copy(BINOMIAL).setThreshold(0),
                copy(BINOMIAL).setThreshold(1),
                copy(BINOMIAL).setThresholds(new double[] {0.2, 0.7}),
                as(copy(BINOMIAL).setThreshold(0.8), "", "probability", "prediction"),
                as(copy(BINOMIAL).setThreshold(0.8), "", "", "prediction"),
                TWO_CLASSES,
                copy(TWO_CLASSES).setThresholds(new double[] {0.9, 0.1}),
                regression("cast(kind > 0 as double)", "binomial", 1),
                regression("kind", "multinomial", 1),
                MULTINOMIAL,
                copy(MULTINOMIAL).setThresholds(new double[] {0.9, 0.05, 0.3}),
                copy(MULTINOMIAL).setThresholds(new double[] {0.5, 0.0, 0.5}),
                as(copy(MULTINOMIAL), "", "probability", "prediction"),
                as(copy(MULTINOMIAL), "raw", "", "class"),
                as(copy(MULTINOMIAL), "", "", "prediction"),
                as(copy(MULTINOMIAL), "raw", "p", ""));
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyParameterAgrees(LogisticRegressionModel model) {
        List<String> outputs = Stream.of(
                        "features", model.getRawPredictionCol(), model.getProbabilityCol(), model.getPredictionCol())
                .filter(column -> !column.isEmpty())
                .toList();

        assertAgree(pipeline(model), withExtremes(), outputs, TIGHT);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aRegressionThatSawOneClassOnlyAgrees(int label) {
        LogisticRegressionModel model = regression("cast(" + label + " as double)", "auto");

        assertAgree(pipeline(model), withExtremes(), CLASSIFIED, TIGHT);
    }

    @Test
    void exactTiesGoToTheSameClass() {
        Dataset<Row> rows = TestSpark.rows(
                "x double, label double", row(1.0, 0.0), row(1.0, 1.0), row(2.0, 0.0), row(2.0, 1.0), row(3.0, 2.0));
        VectorAssembler assembler =
                new VectorAssembler().setInputCols(new String[] {"x"}).setOutputCol("features");
        LogisticRegression unfinished =
                new LogisticRegression().setFitIntercept(false).setMaxIter(0);
        PipelineModel model = Flowers.fitted(rows, assembler, unfinished);

        ParityReport report = assertAgree(model, rows, CLASSIFIED, EXACT);
        assertThat(report.rows()).isEqualTo(5);
    }

    @Test
    void aPipelineInAPipelineIsFollowed() {
        PipelineModel model = new PipelineModel("outer", new Transformer[] {FEATURES, MULTINOMIAL});

        assertAgree(model, Flowers.frame(30, 2), CLASSIFIED, TIGHT);
        assertThat(metadata(SparkMlExporter.export(model, Flowers.SCHEMA, CLASSIFIED)))
                .containsEntry("lastmile.output.prediction", "prediction of stage 2, LogisticRegressionModel");
        assertThat(metadata(SparkMlExporter.export(model, Flowers.SCHEMA, List.of("features"))))
                .containsEntry("lastmile.output.features", "features of stage 1.2, StandardScalerModel");
    }

    @Test
    void tenThousandRowsAgree() {
        PipelineModel features = Flowers.fitted(Flowers.assembler("skip"), Flowers.scaler());
        PipelineModel model = new PipelineModel("outer", new Transformer[] {features, MULTINOMIAL});
        Dataset<Row> rows = Flowers.frame(10_000, 5)
                .selectExpr(
                        "id",
                        "if(id % 97 = 0, null, sepal_length) as sepal_length",
                        "if(id % 89 = 0, double('NaN'), sepal_width) as sepal_width",
                        "petal_length * 10 as petal_length",
                        "petal_width");

        ParityReport report = assertAgree(model, rows, CLASSIFIED, Tolerance.DOUBLES);
        assertThat(report.rows() + report.invalidRows()).isEqualTo(10_000);
        assertThat(report.invalidRows()).isBetween(200, 220);
    }

    /** Ordinary rows and some with NaN, infinities and large numbers. */
    private static Dataset<Row> withExtremes() {
        double inf = Double.POSITIVE_INFINITY;
        return Flowers.frame(60, 2)
                .union(TestSpark.rows(
                        Flowers.SCHEMA,
                        row(1000L, NAN, 3.0, 1.0, 0.2, 0.0),
                        row(1001L, inf, 3.0, 1.0, 0.2, 0.0),
                        row(1002L, -inf, 3.0, 1.0, 0.2, 0.0),
                        row(1003L, inf, -inf, inf, -inf, 0.0),
                        row(1004L, 1e6, -1e6, 1e6, 1e6, 0.0),
                        row(1005L, -1e300, 1e300, 1e300, 1.0, 0.0),
                        row(1006L, 0.0, 0.0, 0.0, 0.0, 0.0)));
    }

    private static LogisticRegressionModel regression(String label, String family) {
        return regression(label, family, 0);
    }

    /** With enough elastic net, coefficients are sparse. */
    private static LogisticRegressionModel regression(String label, String family, double elasticNet) {
        return new LogisticRegression()
                .setFamily(family)
                .setElasticNetParam(elasticNet)
                .setRegParam(0.15 * elasticNet)
                .setMaxIter(8)
                .fit(FEATURES.transform(Flowers.frame(150, 1).selectExpr("*", label + " as label")));
    }

    private static LogisticRegressionModel copy(LogisticRegressionModel model) {
        return model.copy(ParamMap.empty());
    }

    private static LogisticRegressionModel as(
            LogisticRegressionModel model, String raw, String probability, String prediction) {
        model.setRawPredictionCol(raw);
        model.setProbabilityCol(probability);
        model.setPredictionCol(prediction);
        return model;
    }

    private static PipelineModel pipeline(LogisticRegressionModel model) {
        Transformer[] features = FEATURES.stages();
        return new PipelineModel("pipeline", new Transformer[] {features[0], features[1], model});
    }
}
