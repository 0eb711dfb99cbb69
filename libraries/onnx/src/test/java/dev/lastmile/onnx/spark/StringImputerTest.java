package dev.lastmile.onnx.spark;

import static dev.lastmile.onnx.fixture.Agreement.EXACT;
import static dev.lastmile.onnx.fixture.Agreement.assertAgree;
import static dev.lastmile.onnx.fixture.TestSpark.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lastmile.onnx.fixture.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StringImputerTest {
    private static final Dataset<Row> ROWS = TestSpark.rows(
            "plan string, age double",
            row("basic", 1.0),
            row(null, 2.0),
            row("", 3.0),
            row("ü", 4.0),
            row("plus", 5.0),
            row(null, 6.0));

    private static StringImputer filled() {
        return new StringImputer().setInputCols("plan").setOutputCols("plan_or_null");
    }

    @Test
    void nullIsTheTextInSparkAndInOnnx() {
        assertThat(filled().transform(ROWS).select("plan_or_null").collectAsList())
                .extracting(row -> row.getString(0))
                .containsExactly("basic", "(null)", "", "ü", "plus", "(null)");
        assertAgree(filled(), ROWS, List.of("plan_or_null"), EXACT);
        assertAgree(filled().setValue(""), ROWS, List.of("plan_or_null"), EXACT);
    }

    @Test
    void nullIsAnotherCategoryThanOneThatIsNew() {
        PipelineModel model = new Pipeline()
                .setStages(new PipelineStage[] {
                    filled(),
                    new StringIndexer()
                            .setInputCol("plan_or_null")
                            .setOutputCol("place")
                            .setHandleInvalid("keep")
                })
                .fit(ROWS);
        Dataset<Row> heldOut = TestSpark.rows("plan string, age double", row(null, 1.0), row("new", 2.0));

        assertThat(model.transform(heldOut).select("place").collectAsList())
                .extracting(row -> row.getDouble(0))
                .containsExactly(0.0, 5.0);
        assertAgree(model, heldOut.union(ROWS), List.of("place"), EXACT);
    }

    @Test
    void aSavedStageIsReadAgain(@TempDir Path folder) throws Exception {
        String path = folder.resolve("stage").toString();
        filled().setValue("none").save(path);

        assertThat(StringImputer.load(path)
                        .transform(ROWS)
                        .select("plan_or_null")
                        .collectAsList())
                .extracting(row -> row.getString(0))
                .contains("none");
    }

    @Test
    void columnsThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> filled().setInputCols("age").transform(ROWS))
                .hasMessageContaining("column age is double and not a string. Fill numbers with an Imputer.");
        assertThatThrownBy(() -> filled().setInputCols("none").transform(ROWS))
                .hasMessageContaining("column none does not exist; the columns are [plan, age]");
        assertThatThrownBy(() -> filled().setOutputCols("AGE").transform(ROWS))
                .hasMessageContaining("column AGE already exists");
        assertThatThrownBy(() -> filled().setOutputCols("a", "b").transform(ROWS))
                .hasMessageContaining("inputCols has 1 columns and outputCols 2");
        assertThatThrownBy(() -> new StringImputer().transform(ROWS)).hasMessageContaining("is not set");
    }

    @Test
    void aTextThatOnnxRuntimeGarblesIsRejected() {
        assertThatThrownBy(() -> SparkMlExporter.export(
                        filled().setValue("\uD83D\uDE00"), ROWS.schema(), List.of("plan_or_null")))
                .hasMessageContaining("U+FFFF");
    }
}
