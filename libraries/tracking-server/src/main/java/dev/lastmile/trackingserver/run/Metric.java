package dev.lastmile.trackingserver.run;

/** The JSON of a metric in the protocol; NaN is a string. */
public record Metric(String key, double value, long timestamp, long step) {
    static Metric of(String key, MetricValue point) {
        return new Metric(key, point.number(), point.time(), point.step());
    }
}
