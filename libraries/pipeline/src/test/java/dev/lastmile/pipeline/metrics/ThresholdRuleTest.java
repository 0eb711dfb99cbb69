package dev.lastmile.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lastmile.pipeline.StepException;
import dev.lastmile.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {
    /** True and false positives, and the totals, at one threshold. */
    private record Counts(double tp, double fp, double positives, double negatives) {
        double recall() {
            return tp / positives;
        }

        double precision() {
            return tp + fp == 0 ? 0 : tp / (tp + fp);
        }
    }

    private final List<Row> rows = rows();

    @Test
    void theThresholdIsTheBestOfAllByEachRule() {
        assertBest(
                ThresholdRule.largestF1(),
                counts -> 2 * counts.tp() / (counts.tp() + counts.fp() + counts.positives()));
        assertBest(
                ThresholdRule.largestBalancedAccuracy(), counts -> counts.recall() - counts.fp() / counts.negatives());
        assertBest(ThresholdRule.recallAtLeast(0.7), counts -> counts.recall() >= 0.7 ? counts.precision() : -1);
        assertBest(ThresholdRule.precisionAtLeast(0.5), counts -> counts.precision() >= 0.5 ? counts.recall() : -1);
        assertBest(ThresholdRule.leastCost(1, 5), counts -> -counts.fp() - 5 * (counts.positives() - counts.tp()));
    }

    @Test
    void theThresholdIsBetweenTwoScores() {
        double chosen = ThresholdRule.largestF1().choose(dataset(rows));

        assertThat(rows).noneMatch(row -> row.getDouble(0) == chosen);
    }

    @Test
    void rowsOfOneLabelHaveNoThreshold() {
        assertThatThrownBy(() -> ThresholdRule.largestF1()
                        .choose(dataset(List.of(RowFactory.create(0.3, true, 1.0), RowFactory.create(0.4, true, 1.0)))))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("do not have both labels");
    }

    @Test
    void aRuleThatNothingMeetsIsNamed() {
        assertThatThrownBy(() -> ThresholdRule.precisionAtLeast(0.9)
                        .choose(dataset(
                                List.of(RowFactory.create(0.3, true, 1.0), RowFactory.create(0.4, false, 1.0)))))
                .isInstanceOf(StepException.class)
                .hasMessageContaining("largest recall with precision of at least 0.9");
        assertThatThrownBy(() -> ThresholdRule.recallAtLeast(1.5)).hasMessageContaining("between 0 and 1");
    }

    private void assertBest(ThresholdRule rule, ToDoubleFunction<Counts> objective) {
        double chosen = objective.applyAsDouble(counts(rule.choose(dataset(rows))));
        double best = Double.NEGATIVE_INFINITY;
        for (Row row : rows) {
            best = Math.max(best, objective.applyAsDouble(counts(Math.nextDown(row.getDouble(0)))));
        }
        assertThat(chosen).as(rule.text()).isCloseTo(best, within(1e-12));
    }

    private Counts counts(double threshold) {
        double tp = 0;
        double fp = 0;
        double positives = 0;
        double negatives = 0;
        for (Row row : rows) {
            double weight = row.getDouble(2);
            boolean above = row.getDouble(0) > threshold;
            if (row.getBoolean(1)) {
                positives += weight;
                tp += above ? weight : 0;
            } else {
                negatives += weight;
                fp += above ? weight : 0;
            }
        }
        return new Counts(tp, fp, positives, negatives);
    }

    private static List<Row> rows() {
        Random random = new Random(7);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double score = Math.round(random.nextDouble() * 50) / 50.0;
            rows.add(RowFactory.create(score, random.nextDouble() < score * 0.8, 0.5 + random.nextInt(4)));
        }
        return rows;
    }

    private static Dataset<Row> dataset(List<Row> rows) {
        return SharedSpark.session()
                .createDataFrame(rows, StructType.fromDDL("score double, positive boolean, weight double"))
                .repartition(3);
    }
}
