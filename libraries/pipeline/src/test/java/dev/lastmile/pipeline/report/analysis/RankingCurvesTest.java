package dev.lastmile.pipeline.report.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected values by hand; those without ties are what scikit-learn's {@code roc_curve} gives with all its points. */
class RankingCurvesTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final boolean[] TRUTH = {true, false, true, true, false};
    private static final double[] ONES = {1, 1, 1, 1, 1};

    @Test
    void rowsWithEqualScoresAreOnePoint() {
        double[] scores = {0.9, 0.8, 0.8, 0.3, 0.1};

        Curve roc = RankingCurves.roc(scores, TRUTH, ONES).orElseThrow();
        Curve precision = RankingCurves.precisionRecall(scores, TRUTH, ONES).orElseThrow();

        assertThat(roc.x()).containsExactly(new double[] {0, 0, 0.5, 0.5, 1}, EXACT);
        assertThat(roc.y()).containsExactly(new double[] {0, 1 / 3.0, 2 / 3.0, 1, 1}, EXACT);
        assertThat(roc.thresholds()).containsExactly(Double.POSITIVE_INFINITY, 0.9, 0.8, 0.3, 0.1);
        assertThat(precision.x()).containsExactly(new double[] {0, 1 / 3.0, 2 / 3.0, 1, 1}, EXACT);
        assertThat(precision.y()).containsExactly(new double[] {1, 1, 2 / 3.0, 3 / 4.0, 3 / 5.0}, EXACT);
    }

    @Test
    void aModelThatCannotTellRowsApartIsADiagonal() {
        Curve roc = RankingCurves.roc(new double[] {0.5, 0.5, 0.5, 0.5, 0.5}, TRUTH, ONES)
                .orElseThrow();

        assertThat(roc.x()).containsExactly(0, 1);
        assertThat(roc.y()).containsExactly(0, 1);
    }

    @Test
    void weightsCountAsRowsAndRowsOfWeightZeroDoNotCount() {
        Curve weighted = RankingCurves.roc(
                        new double[] {0.9, 0.7, 0.6, 0.4},
                        new boolean[] {true, false, true, false},
                        new double[] {2, 1, 0, 3})
                .orElseThrow();
        Curve repeated = RankingCurves.roc(
                        new double[] {0.9, 0.9, 0.7, 0.4, 0.4, 0.4},
                        new boolean[] {true, true, false, false, false, false},
                        new double[] {1, 1, 1, 1, 1, 1})
                .orElseThrow();

        assertThat(weighted.x()).containsExactly(repeated.x(), EXACT);
        assertThat(weighted.y()).containsExactly(repeated.y(), EXACT);
    }

    @Test
    void rowsOfOneLabelHaveNoRocCurve() {
        boolean[] none = new boolean[5];
        boolean[] all = {true, true, true, true, true};

        assertThat(RankingCurves.roc(ONES, none, ONES)).isEmpty();
        assertThat(RankingCurves.roc(ONES, all, ONES)).isEmpty();
        assertThat(RankingCurves.roc(new double[0], new boolean[0], new double[0]))
                .isEmpty();
        assertThat(RankingCurves.precisionRecall(ONES, none, ONES)).isEmpty();
        assertThat(RankingCurves.precisionRecall(ONES, all, ONES)).isPresent();
    }

    /** The area by trapezoids is the share of pairs that are ordered rightly, ties counted half. */
    @Test
    void theAreasAreThoseOfTheMetrics() {
        Random random = new Random(3);
        int rows = 400;
        double[] scores =
                random.ints(rows, 0, 40).mapToDouble(score -> score / 40.0).toArray();
        boolean[] positive = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            positive[i] = random.nextDouble() < scores[i] * 0.6;
        }
        double[] ones = new double[rows];
        Arrays.fill(ones, 1);
        double ordered = 0;
        double pairs = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < rows; j++) {
                if (positive[i] && !positive[j]) {
                    ordered += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        Curve roc = RankingCurves.roc(scores, positive, ones).orElseThrow();

        double area = 0;
        for (int i = 1; i < roc.x().length; i++) {
            area += (roc.x()[i] - roc.x()[i - 1]) * (roc.y()[i] + roc.y()[i - 1]) / 2;
        }
        assertThat(area).isCloseTo(ordered / pairs, EXACT);
    }

    @Test
    void aThinnedCurveKeepsItsEnds() {
        double[] values = new Random(1).doubles(1000).sorted().toArray();
        Curve thinned = new Curve(values, values, values).thinned(50);

        assertThat(thinned.x()).hasSize(50).startsWith(values[0]).endsWith(values[999]);
        assertThat(thinned.thresholds()).isEqualTo(thinned.x());
    }
}
