package dev.lastmile.trackingserver.run;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;

/** A point in the history of a metric. Logging it again is idempotent. */
@Entity
public class MetricPoint {
    @EmbeddedId
    Id id;

    /** The identity of a point: all its values. */
    @Embeddable
    public record Id(
            String runId,
            @Column(name = "metric_key") String key,
            long step,
            @Column(name = "point_time") long time,
            @Column(name = "metric_value") double value,
            @Column(name = "is_nan") boolean nan) {
        Metric form() {
            return Metric.of(key, new MetricValue(step, time, value, nan));
        }
    }

    MetricPoint() {}

    MetricPoint(Id id) {
        this.id = id;
    }

    static Id id(String runId, String key, MetricValue point) {
        return new Id(runId, key, point.step(), point.time(), point.value(), point.nan());
    }
}
