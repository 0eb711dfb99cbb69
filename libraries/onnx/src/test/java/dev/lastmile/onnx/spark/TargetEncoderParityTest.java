package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.Agreement.statuses;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.InvalidRowException;
import dev.lastmile.onnx.fixture.TestSpark;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.TargetEncoder;
import org.apache.spark.ml.feature.TargetEncoderModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetEncoderParityTest {
    private static final List<String> OUT = List.of("out");

    private static final Dataset<Row> ROWS = TestSpark.rows(
            "x double, k int, city string, bought double, spent double",
            row(0.0, 0, "Rome", 1.0, 10.5),
            row(0.0, 3, "Rome", 0.0, 3.25),
            row(2.0, 3, "Bonn", 1.0, 1e9),
            row(2.0, null, "Bonn", 1.0, -7.0),
            row(5.0, null, "Oslo", 0.0, 0.1),
            row(2.0, 0, "Rome", 0.0, 0.2));

    private static TargetEncoder encoder(String column) {
        return new TargetEncoder()
                .setInputCol(column)
                .setOutputCol("out")
                .setLabelCol("bought")
                .setHandleInvalid("keep");
    }

    @ParameterizedTest
    @CsvSource({"binary, bought, 0", "binary, bought, 2.5", "continuous, spent, 0", "continuous, spent, 1"})
    void categoriesGapsAndNewOnesAreEncodedAsInSpark(String type, String label, double smoothing) {
        TargetEncoderModel model = encoder("x")
                .setTargetType(type)
                .setLabelCol(label)
                .setSmoothing(smoothing)
                .fit(ROWS);
        Dataset<Row> heldOut = TestSpark.rows(
                "x double",
                row(0.0),
                row(-0.0),
                row(1.0),
                row(2.0),
                row(2.5),
                row(5.0),
                row(6.0),
                row(-1.0),
                row((double) Integer.MAX_VALUE),
                row(1e300),
                row(Double.NaN),
                row(Double.NEGATIVE_INFINITY),
                row(Double.POSITIVE_INFINITY),
                row(new Object[] {null}));

        assertAgree(model, heldOut, OUT, EXACT);
    }

    @Test
    void nullIsACategoryWhereTrainingRowsHadIt() {
        Dataset<Row> heldOut = TestSpark.rows("k int", row(0), row(1), row(3), row(-1), row(new Object[] {null}));

        assertAgree(encoder("k").fit(ROWS), heldOut, OUT, EXACT);
        assertAgree(encoder("k").setHandleInvalid("error").fit(ROWS), ROWS.select("k"), OUT, EXACT);
    }

    @Test
    void anIndexedTextIsEncodedAfterItsIndexer() {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    new StringIndexer()
                            .setInputCol("city")
                            .setOutputCol("place")
                            .setHandleInvalid("keep"),
                    encoder("place").setSmoothing(1)
                })
                .fit(ROWS);
        Dataset<Row> heldOut =
                TestSpark.rows("city string", row("Rome"), row("Bonn"), row("Oslo"), row("Paris"), row((String) null));

        assertAgree(model, heldOut, OUT, EXACT);
    }

    @Test
    void aNewCategoryIsRejectedUnderError() {
        TargetEncoderModel model = encoder("x").setHandleInvalid("error").fit(ROWS);
        Dataset<Row> rows = TestSpark.rows("x double", row(0.0), row(1.0));

        assertThat(statuses(model, rows, OUT)[0]).isZero();
        assertThat(statuses(model, rows, OUT)[1]).isNotZero();
        assertThatThrownBy(() -> OnnxTransformation.of(SparkMlExporter.export(model, rows.schema(), OUT))
                        .apply(rows)
                        .collectAsList())
                .rootCause()
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("null or a category that was not fitted on");
        assertThatThrownBy(() -> model.transform(rows).collectAsList()).hasMessageContaining("Unseen value");
    }

    @Test
    void nullAndNaNThatAGraphCannotTellApartAreRejected() {
        Dataset<Row> rows = TestSpark.rows("x double, bought double", row(0.0, 1.0), row(null, 0.0), row(1.0, 1.0));

        assertThatThrownBy(() -> SparkMlExporter.export(encoder("x").fit(rows), rows.schema(), OUT))
                .hasMessageContaining("column x can be null")
                .hasMessageContaining("an integer");
    }

    @Test
    void anIndexThatNoTableHoldsIsRejected() {
        Dataset<Row> rows = TestSpark.rows("x double, bought double", row(1e6, 1.0), row(0.0, 0.0));

        assertThatThrownBy(() -> SparkMlExporter.export(encoder("x").fit(rows), rows.schema(), OUT))
                .hasMessageContaining("an index of 1000000 or more");
        assertThat(encoder("x").fit(rows).stats()).isNotEmpty();
    }
}
