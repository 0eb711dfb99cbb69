package dev.lastmile.trackingserver.page;

import dev.lastmile.trackingserver.protocol.Pair;
import dev.lastmile.trackingserver.run.RunForm;
import java.util.List;

/** A run in the list of its experiment. */
public record RunRow(
        String id, String name, String status, String step, String start, String duration, List<Pair> metrics) {
    private static final String STEP_TAG = "lastmile.step";
    private static final int KEY_METRICS = 6;

    static RunRow of(RunForm run) {
        return new RunRow(
                run.info().runId(),
                run.info().runName(),
                run.info().status(),
                tag(run, STEP_TAG),
                Shown.time(run.info().startTime()),
                Shown.duration(run.info().startTime(), run.info().endTime()),
                run.data().metrics().stream()
                        .map(metric -> new Pair(metric.key(), Shown.number(metric.value())))
                        .toList());
    }

    /** As many metrics as a line has room for. */
    public List<Pair> keyMetrics() {
        return metrics.stream().limit(KEY_METRICS).toList();
    }

    /** How many metrics there are besides. */
    public int moreMetrics() {
        return metrics.size() - keyMetrics().size();
    }

    private static String tag(RunForm run, String key) {
        return run.data().tags().stream()
                .filter(tag -> tag.key().equals(key))
                .map(Pair::value)
                .findFirst()
                .orElse("");
    }
}
