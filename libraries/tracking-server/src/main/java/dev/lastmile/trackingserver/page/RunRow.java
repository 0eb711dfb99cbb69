package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.protocol.KeyValue;
import dev.lastmile.trackingserver.run.RunForm;
import java.util.List;

/** A run in the list of its experiment. */
public record RunRow(
        String id, String name, String status, String step, String start, String duration, List<KeyValue> metrics) {
    private static final String STEP_TAG = "lastmile.step";
    private static final int KEY_METRICS = 6;

    static RunRow of(RunForm run) {
        return new RunRow(
                run.info().runId(),
                run.info().runName(),
                run.info().status(),
                tag(run, STEP_TAG),
                DisplayFormat.time(run.info().startTime()),
                DisplayFormat.duration(run.info().startTime(), run.info().endTime()),
                run.data().metrics().stream()
                        .map(metric -> new KeyValue(metric.key(), DisplayFormat.number(metric.value())))
                        .toList());
    }

    /** The metrics that fit on a line. */
    public List<KeyValue> keyMetrics() {
        return metrics.stream().limit(KEY_METRICS).toList();
    }

    /** Number of further metrics. */
    public int moreMetrics() {
        return metrics.size() - keyMetrics().size();
    }

    private static String tag(RunForm run, String key) {
        return run.data().tags().stream()
                .filter(tag -> tag.key().equals(key))
                .map(KeyValue::value)
                .findFirst()
                .orElse("");
    }
}
