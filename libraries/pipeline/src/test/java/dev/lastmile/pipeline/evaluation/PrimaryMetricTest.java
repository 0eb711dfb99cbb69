package dev.lastmile.pipeline.evaluation;

import static dev.lastmile.pipeline.evaluation.PrimaryMetric.Direction.HIGHER_IS_BETTER;
import static dev.lastmile.pipeline.evaluation.PrimaryMetric.Direction.LOWER_IS_BETTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrimaryMetricTest {
    @Test
    void theHigherAccuracyIsTheBetterOne() {
        assertThat(accuracy(0.9).isAtLeastAsGoodAs(accuracy(0.8))).isTrue();
        assertThat(accuracy(0.8).isAtLeastAsGoodAs(accuracy(0.8))).isTrue();
        assertThat(accuracy(0.7).isAtLeastAsGoodAs(accuracy(0.8))).isFalse();
        assertThat(accuracy(0.7).rule()).isEqualTo("accuracy on the held-out rows is at least the champion's");
    }

    @Test
    void theLowerErrorIsTheBetterOne() {
        assertThat(rmse(55).isAtLeastAsGoodAs(rmse(56))).isTrue();
        assertThat(rmse(56).isAtLeastAsGoodAs(rmse(56))).isTrue();
        assertThat(rmse(57).isAtLeastAsGoodAs(rmse(56))).isFalse();
        assertThat(rmse(57).rule()).isEqualTo("rmse on the held-out rows is at most the champion's");
    }

    @Test
    void whatIsNoNumberIsNeverGoodEnough() {
        assertThat(accuracy(Double.NaN).isAtLeastAsGoodAs(accuracy(0))).isFalse();
        assertThat(rmse(Double.NaN).isAtLeastAsGoodAs(rmse(1e9))).isFalse();
    }

    @Test
    void twoMetricsAreNotCompared() {
        assertThatThrownBy(() -> rmse(1).isAtLeastAsGoodAs(accuracy(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rmse cannot be compared with accuracy");
    }

    private static PrimaryMetric accuracy(double value) {
        return new PrimaryMetric("accuracy", value, HIGHER_IS_BETTER);
    }

    private static PrimaryMetric rmse(double value) {
        return new PrimaryMetric("rmse", value, LOWER_IS_BETTER);
    }
}
