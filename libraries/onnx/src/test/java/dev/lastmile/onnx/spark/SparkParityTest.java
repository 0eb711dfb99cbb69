package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.onnx.OnnxModel;
import dev.lastmile.onnx.OnnxModelException;
import dev.lastmile.onnx.ParityReport;
import dev.lastmile.onnx.Tolerance;
import dev.lastmile.onnx.fixture.Flowers;
import dev.lastmile.onnx.fixture.TestSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkParityTest {
    private static final List<String> FEATURES = List.of("features");
    private static final PipelineModel MODEL = Flowers.features();
    private static final OnnxModel ONNX = SparkMlExporter.export(MODEL, Flowers.SCHEMA, FEATURES);

    @Test
    void theReportSaysWhatWasCompared(@TempDir Path folder) throws IOException {
        ParityReport report = SparkParity.compare(MODEL, ONNX, Flowers.frame(30, 2), FEATURES, Tolerance.DOUBLES);
        report.writeTo(folder.resolve("parity.json"));

        JsonNode json =
                new ObjectMapper().readTree(folder.resolve("parity.json").toFile());
        assertThat(json.path("passed").asBoolean()).isTrue();
        assertThat(json.path("reference").asText()).isEqualTo("Spark ML 4.1.0");
        assertThat(json.path("model").asText()).isEqualTo(ONNX.digest());
        assertThat(json.path("rows").asInt()).isEqualTo(30);
        assertThat(json.path("tolerance").path("absolute").asDouble()).isEqualTo(1e-9);
        assertThat(json.path("outputs").path(0).path("name").asText()).isEqualTo("features");
        assertThat(json.path("outputs").path(0).path("values").asInt()).isEqualTo(120);
        assertThat(report.summary())
                .isEqualTo(
                        "Spark ML 4.1.0 against ONNX on 30 rows: no difference (tolerance 1.0E-9 + 1.0E-9 relative)");
    }

    @Test
    void noRowsDoNotPass() {
        ParityReport report =
                SparkParity.compare(MODEL, ONNX, TestSpark.rows(Flowers.SCHEMA), FEATURES, Tolerance.DOUBLES);

        assertThat(report.passed()).isFalse();
        assertThat(report.summary())
                .isEqualTo("Spark ML 4.1.0 against ONNX on 0 rows: nothing was compared. Give held-out rows that are"
                        + " valid.");
    }

    @Test
    void rowsThatAreAllInvalidDoNotPass() {
        Dataset<Row> rows = TestSpark.rows(Flowers.SCHEMA, row(1L, null, 3.0, 1.0, 0.2, 0.0));

        ParityReport report = SparkParity.compare(MODEL, ONNX, rows, FEATURES, Tolerance.DOUBLES);

        assertThat(report.passed()).isFalse();
        assertThat(report.invalidRows()).isEqualTo(1);
    }

    @Test
    void aModelOfOtherRowsIsCaught() {
        PipelineModel other = Flowers.fitted(Flowers.frame(150, 99), Flowers.assembler("error"), Flowers.scaler());

        ParityReport report = compare(other);

        assertThat(report.passed()).isFalse();
        assertThat(report.outputs().get(0).worst().position()).isBetween(0, 3);
        assertThat(report.summary()).contains(" in features (tolerance ").contains(" values are beyond it, as in row ");
    }

    @Test
    void swappedColumnsAreCaught() {
        String[] swapped = {"sepal_length", "sepal_width", "petal_width", "petal_length"};
        PipelineModel other = Flowers.fitted(Flowers.assembler("error").setInputCols(swapped), Flowers.scaler());

        assertThat(compare(other).passed()).isFalse();
    }

    @Test
    void aDifferenceInTheTenthDigitIsCaughtAndAToleranceThatAllowsItPasses() {
        PipelineModel other = Flowers.fitted(
                Flowers.frame(150, 1)
                        .selectExpr(
                                "id",
                                "sepal_length",
                                "sepal_width * (1 + 1e-8) as sepal_width",
                                "petal_length",
                                "petal_width",
                                "kind"),
                Flowers.assembler("error"),
                Flowers.scaler());

        assertThat(compare(other).passed()).isFalse();
        ParityReport loose =
                SparkParity.compare(MODEL, export(other), Flowers.frame(30, 2), FEATURES, new Tolerance(1e-5, 0));
        assertThat(loose.passed()).isTrue();
        assertThat(loose.outputs().get(0).largestAbsolute()).isBetween(1e-9, 1e-5);
        assertThat(loose.summary()).contains("largest difference ").contains(" in features ");
    }

    @Test
    void anotherTreatmentOfInvalidRowsIsCaught() {
        Dataset<Row> rows =
                TestSpark.rows(Flowers.SCHEMA, row(1L, 5.0, 3.0, 1.0, 0.2, 0.0), row(2L, 5.0, null, 1.0, 0.2, 0.0));
        PipelineModel skip = withHandleInvalid("skip");
        PipelineModel keep = withHandleInvalid("keep");
        PipelineModel error = withHandleInvalid("error");

        assertDisagree(
                keep,
                error,
                rows,
                "ONNX rejects row 1 (column sepal_width is null or NaN (VectorAssembler,"
                        + " handleInvalid error)), and Spark transforms it");
        assertDisagree(
                keep,
                skip,
                rows,
                "ONNX drops row 1 (column sepal_width is null or NaN (VectorAssembler,"
                        + " handleInvalid skip)), and Spark transforms it");
        assertDisagree(skip, keep, rows, "Spark drops row 1, and ONNX calls it valid");
        assertDisagree(
                error, keep, rows, "Spark fails on rows that ONNX calls valid: Encountered null while assembling");
    }

    @Test
    void aRowThatNoInputCanTakeIsADisagreement() {
        PipelineModel model = new PipelineModel("pipeline", new org.apache.spark.ml.Transformer[] {
            new VectorAssembler().setInputCols(new String[] {"a", "n"}).setOutputCol("x")
        });
        Dataset<Row> rows = TestSpark.rows("a double, n long", row(1.0, 2L), row(3.0, (1L << 53) + 1));
        OnnxModel onnx = SparkMlExporter.export(model, rows.schema(), List.of("x"));

        ParityReport report = SparkParity.compare(model, onnx, rows, List.of("x"), Tolerance.DOUBLES);

        assertThat(report.passed()).isFalse();
        assertThat(report.disagreements())
                .containsExactly(
                        "ONNX cannot take the rows: Row 1: column n is 9007199254740993, and the model takes it"
                                + " as DOUBLE, which represents integers exactly only up to 9007199254740992. Correct the row,"
                                + " or export the model with a schema in which the column is never null.");
    }

    @Test
    void aFailureOfSparkThatIsNoRejectionIsThrown() {
        Dataset<Row> rows =
                TestSpark.rows(Flowers.SCHEMA.add("assembled", "double"), row(1L, null, 3.0, 1.0, 0.2, 0.0, 7.0));

        assertThatThrownBy(() -> SparkParity.compare(MODEL, ONNX, rows, FEATURES, Tolerance.DOUBLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("assembled already exists");
    }

    @Test
    void anOutputThatTheGraphLacksIsNamed() {
        assertThatThrownBy(() ->
                        SparkParity.compare(MODEL, ONNX, Flowers.frame(3, 1), List.of("assembled"), Tolerance.DOUBLES))
                .isInstanceOf(OnnxModelException.class)
                .hasMessage(
                        "The outputs [assembled] cannot be compared: the graph gives [features, row_status]. Name at"
                                + " least one of these.");
        assertThatThrownBy(() -> SparkParity.compare(
                        MODEL, ONNX, Flowers.frame(3, 1).drop("petal_width"), FEATURES, Tolerance.DOUBLES))
                .hasMessageContaining("it takes petal_width DOUBLE[N], and there is no such column");
    }

    private static void assertDisagree(PipelineModel spark, PipelineModel onnx, Dataset<Row> rows, String what) {
        ParityReport report = SparkParity.compare(spark, export(onnx), rows, FEATURES, Tolerance.DOUBLES);
        assertThat(report.passed()).isFalse();
        assertThat(report.disagreements().get(0)).startsWith(what);
        assertThat(report.summary()).contains(what);
        assertThat(report.json()).contains("\"disagreements\" : [");
    }

    private static PipelineModel withHandleInvalid(String handleInvalid) {
        return new PipelineModel(
                "pipeline",
                new org.apache.spark.ml.Transformer[] {Flowers.assembler(handleInvalid), MODEL.stages()[1]});
    }

    private static ParityReport compare(PipelineModel other) {
        return SparkParity.compare(MODEL, export(other), Flowers.frame(30, 2), FEATURES, Tolerance.DOUBLES);
    }

    private static OnnxModel export(PipelineModel model) {
        return SparkMlExporter.export(model, Flowers.SCHEMA, FEATURES);
    }
}
