package dev.lastmile.trackingserver.run;

/** A metric as the protocol writes it; NaN is written as a string. */
public record Metric(String key, double value, long timestamp, long step) {
    static Metric of(String key, MetricValue point) {
        return new Metric(key, point.number(), point.time(), point.step());
    }
}
