package dev.lastmile.pipeline.report.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationBinTest {
    @Test
    void eachBinHasTheMeanProbabilityAndTheObservedShareOfItsRows() {
        List<CalibrationBin> bins = CalibrationBin.of(
                new double[] {0.0, 0.0625, 0.5, 0.5625, 0.5, 1.0},
                new boolean[] {false, true, true, false, true, true},
                new double[] {1, 3, 1, 2, 1, 1});

        assertThat(bins)
                .containsExactly(
                        new CalibrationBin(0.0, 0.1, 3 * 0.0625 / 4, 0.75, 2),
                        new CalibrationBin(0.5, 0.6, (0.5 + 2 * 0.5625 + 0.5) / 4, 0.5, 3),
                        new CalibrationBin(0.9, 1.0, 1.0, 1.0, 1));
    }

    @Test
    void rowsOfWeightZeroAndEmptyBinsAreLeftOut() {
        assertThat(CalibrationBin.of(new double[] {0.2, 0.7}, new boolean[2], new double[] {0, 1}))
                .containsExactly(new CalibrationBin(0.7, 0.8, 0.7, 0.0, 1));
        assertThat(CalibrationBin.of(new double[0], new boolean[0], new double[0]))
                .isEmpty();
    }
}
