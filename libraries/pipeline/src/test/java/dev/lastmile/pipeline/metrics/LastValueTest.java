package dev.lastmile.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.pipeline.evaluation.Evaluation;
import dev.lastmile.pipeline.evaluation.RegressionEvaluation;
import dev.lastmile.pipeline.registry.GateRule;
import dev.lastmile.testing.SharedSpark;
import java.sql.Date;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class LastValueTest {
    private static final ScoredRows SERIES = ScoredRows.plain().withSeries("day");

    @Test
    void eachRowIsPredictedToHaveTheValueBefore() {
        RegressionEvaluation evaluation = RegressionEvaluation.of(
                scored(row(3, 9, 9), row(1, 1, 1), row(4, 8, 8), row(2, 5, 5)), "height", SERIES);

        // 5 after 1, 9 after 5, 8 after 9.
        assertThat(evaluation.baseline().get(Metric.RMSE)).isCloseTo(Math.sqrt((16 + 16 + 1) / 3.0), within(1e-12));
        assertThat(evaluation.baseline().get(Metric.MAE)).isCloseTo(3, within(1e-12));
        assertThat(evaluation.baseline().get(Metric.MEDIAN_ERROR)).isEqualTo(4);
        assertThat(evaluation.baseline().get(Metric.R2))
                .isCloseTo(
                        1 - 33 / (Math.pow(5 - 22 / 3.0, 2) + Math.pow(9 - 22 / 3.0, 2) + Math.pow(8 - 22 / 3.0, 2)),
                        within(1e-9));
        assertThat(evaluation.summary()).startsWith("rmse 0.0000 (last value 3.3166), mae 0.0000 (last value 3.0000)");
    }

    @Test
    void theValueBeforeIsTheMeanOfAMomentsRows() {
        RegressionEvaluation evaluation = RegressionEvaluation.of(
                scored(row(1, 1, 0), row(1, 3, 0), row(2, 2, 0), row(2, 4, 0)), "height", SERIES);

        assertThat(evaluation.baseline().get(Metric.MAE)).isCloseTo((0 + 2) / 2.0, within(1e-12));
    }

    @Test
    void rowsOfOneMomentHaveTheConstantAsBaseline() {
        RegressionEvaluation evaluation = RegressionEvaluation.of(scored(row(1, 1, 0), row(1, 3, 0)), "height", SERIES);

        assertThat(evaluation.baselineName()).isEqualTo("baseline");
        assertThat(evaluation.baseline().get(Metric.RMSE)).isEqualTo(1);
    }

    @Test
    void aModelThatBeatsTheMeanAndNotTheLastValueIsRejected() {
        List<Row> rows = new ArrayList<>();
        for (int day = 1; day <= 50; day++) {
            rows.add(row(day, day, day + (day % 2 == 0 ? 3 : -3)));
        }
        Dataset<Row> scored = scored(rows.toArray(Row[]::new));
        GateRule series = GateRule.byTask().againstLastValue("day");
        Evaluation plain = RegressionEvaluation.of(scored, "height");
        Evaluation judged = RegressionEvaluation.of(scored, "height", SERIES);

        assertThat(GateRule.byTask().isBetterThanBaseline(plain)).isTrue();
        assertThat(series.isBetterThanBaseline(judged)).isFalse();
        assertThat(judged.baseline().get(Metric.RMSE)).isCloseTo(1, within(1e-9));
    }

    @Test
    void aTimeThatIsNotAColumnIsNamed() {
        assertThatThrownBy(() -> RegressionEvaluation.of(
                        scored(row(1, 1, 1)), "height", ScoredRows.plain().withSeries("when")))
                .isInstanceOf(StepException.class)
                .hasMessageStartingWith("The time when is not a column of the held-out rows");
    }

    private static Row row(int day, double truth, double prediction) {
        return RowFactory.create(Date.valueOf(java.time.LocalDate.of(2024, 1, 1).plusDays(day)), truth, prediction);
    }

    private static Dataset<Row> scored(Row... rows) {
        return SharedSpark.session()
                .createDataFrame(
                        new ArrayList<>(List.of(rows)),
                        StructType.fromDDL("day date, height double, prediction double"));
    }
}
