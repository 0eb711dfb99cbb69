package dev.lastmile.pipeline.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegressionEvaluationTest {
    private static final SparkSession SPARK = SharedSpark.session();

    @TempDir
    Path folder;

    @Test
    void measuresHowFarThePredictionsAreFromTheTruth() {
        RegressionEvaluation evaluation = RegressionEvaluation.of(
                scored("double", row(1.0, 2.0), row(2.0, 2.0), row(3.0, 2.0), row(6.0, 9.0)), "height");

        assertThat(evaluation.rows()).isEqualTo(4);
        assertThat(evaluation.rmse()).isCloseTo(Math.sqrt((1 + 0 + 1 + 9) / 4.0), within(1e-12));
        assertThat(evaluation.mae()).isCloseTo((1 + 0 + 1 + 3) / 4.0, within(1e-12));
        assertThat(evaluation.r2()).isCloseTo(1 - 11 / (4.0 + 1 + 0 + 9), within(1e-12));
        assertThat(evaluation.primaryMetric())
                .isEqualTo(new PrimaryMetric("rmse", evaluation.rmse(), PrimaryMetric.Direction.LOWER_IS_BETTER));
        assertThat(evaluation.metrics())
                .containsKeys("rmse", "rmse.lower", "rmse.upper", "mae", "median_error", "r2")
                .containsEntry("rmse.baseline", Math.sqrt(14 / 4.0))
                .containsEntry("mae.baseline", (1.5 + 0.5 + 0.5 + 3.5) / 4);
        assertThat(evaluation.summary())
                .isEqualTo("rmse 1.6583 (baseline 1.8708), mae 1.2500 (baseline 1.5000),"
                        + " median error 1.0000 (baseline 1.0000), r2 0.2143 on 4 held-out rows");
    }

    @Test
    void smallErrorsAreShownWithTheirDigits() {
        assertThat(RegressionEvaluation.of(scored("double", row(1.0, 1.00002), row(2.0, 2.00002)), "height")
                        .summary())
                .startsWith("rmse 2.000e-05 (baseline 0.5000), mae 2.000e-05 (baseline 0.5000)");
    }

    @Test
    void wholeNumbersAreLabelsToo() {
        assertThat(RegressionEvaluation.of(scored("long", row(1L, 2.0), row(3L, 2.0)), "height")
                        .rmse())
                .isEqualTo(1);
    }

    @Test
    void labelsThatAreAllEqualHaveNoVarianceToExplain() {
        assertThat(RegressionEvaluation.of(scored("double", row(2.0, 1.0), row(2.0, 3.0)), "height")
                        .metrics())
                .containsKeys("rmse", "mae")
                .doesNotContainKey("r2");
    }

    @Test
    void aLabelOrAPredictionThatIsNoFiniteNumberIsRefused() {
        assertThatThrownBy(() -> evaluate(row(1.0, 1.0), row(null, 1.0)))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The held-out rows have null for the label height");
        assertThatThrownBy(() -> evaluate(row(1.0, Double.NaN)))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The held-out rows have NaN for a prediction");
        assertThatThrownBy(() -> evaluate(row(1.0, Double.NEGATIVE_INFINITY)))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The held-out rows have -Infinity for a prediction");
    }

    @Test
    void aLabelOfWordsIsRefused() {
        assertThatThrownBy(() -> RegressionEvaluation.of(scored("string", row("tall", 1.0)), "height"))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The label height is string, and a regressor is judged on numbers.");
    }

    @Test
    void noRowIsNoEvaluation() {
        assertThatThrownBy(() -> evaluate())
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("There is no row to judge the regressor on.");
    }

    @Test
    void theResidualsAreWrittenAsJson() throws Exception {
        evaluate(row(1.0, 2.0), row(4.0, 3.5)).write(folder);

        assertThat(new ObjectMapper().readTree(folder.resolve("residuals.json").toFile()))
                .isEqualTo(new ObjectMapper().readTree("{\"true\": [1.0, 4.0], \"predicted\": [2.0, 3.5]}"));
    }

    @Test
    void theResidualsOfManyRowsAreOfSomeAndTheNumbersAreOfAll() {
        Row[] rows = new Row[RegressionEvaluation.SAMPLE_ROWS + 1];
        Arrays.fill(rows, row(1.0, 1.0));

        RegressionEvaluation evaluation = evaluate(rows);

        assertThat(evaluation.rows()).isEqualTo(rows.length);
        assertThat(evaluation.sample()).hasSize(RegressionEvaluation.SAMPLE_ROWS);
    }

    private static RegressionEvaluation evaluate(Row... rows) {
        return RegressionEvaluation.of(scored("double", rows), "height");
    }

    private static Row row(Object truth, double prediction) {
        return RowFactory.create(truth, prediction);
    }

    private static Dataset<Row> scored(String type, Row... rows) {
        return SPARK.createDataFrame(
                new ArrayList<>(List.of(rows)),
                new StructType().add("height", type).add("prediction", "double"));
    }
}
