package dev.lastmile.trackingserver.run;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.Comparator;

/**
 * One point of a metric.
 *
 * @param step of a training, or 0
 * @param time milliseconds since 1970
 * @param value 0 if it is NaN, and the largest double if it is infinite
 * @param nan whether the value is NaN
 */
@Embeddable
public record MetricValue(
        long step,
        @Column(name = "point_time") long time,
        @Column(name = "metric_value") double value,
        @Column(name = "is_nan") boolean nan) {
    /** The latest one is the value of the run. */
    static final Comparator<MetricValue> BY_AGE = Comparator.comparingLong(MetricValue::step)
            .thenComparingLong(MetricValue::time)
            .thenComparingDouble(MetricValue::value);

    static MetricValue of(long step, long time, double value) {
        if (Double.isNaN(value)) {
            return new MetricValue(step, time, 0, true);
        }
        double finite = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
        // Databases have no negative zero.
        return new MetricValue(step, time, finite + 0.0, false);
    }

    double number() {
        return nan ? Double.NaN : value;
    }
}
