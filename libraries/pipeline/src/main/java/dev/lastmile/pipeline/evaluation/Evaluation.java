package dev.lastmile.pipeline.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lastmile.pipeline.metrics.Bootstrap;
import dev.lastmile.pipeline.metrics.Interval;
import dev.lastmile.pipeline.metrics.Metric;
import dev.lastmile.pipeline.metrics.MetricSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a model's predictions are worth against the truth, on rows that it has not seen. */
public sealed interface Evaluation permits ClassifierEvaluation, RegressionEvaluation {
    /** Of the intervals of metrics. */
    double CONFIDENCE = 0.95;

    /** Sums of a constant model's scores differ from the baseline in their last digits. */
    double ROUNDING = 1e-9;

    /** Number of rows that were judged. */
    long rows();

    /** The metric by which the champion is chosen, unless the project names another. */
    Metric primary();

    /** The metrics of all rows; NaN for one that is undefined on them. */
    Map<Metric, Double> values();

    /** The metrics of a constant model on the same rows; of a series that is judged as one, those of the last value. */
    Map<Metric, Double> baseline();

    /** What the baseline is called: {@code baseline} for a constant model. */
    default String baselineName() {
        return "baseline";
    }

    /** A bounded sample of the scored rows, for intervals and paired comparisons. */
    MetricSample scoredSample();

    /** {@code precision}, {@code recall} or {@code f1} of one label; empty for another metric or an unknown label. */
    Optional<Double> ofLabel(String metric, String label);

    /** The value of a metric as a {@link PrimaryMetric}; NaN if the model does not have it. */
    default PrimaryMetric value(Metric metric) {
        return new PrimaryMetric(
                metric.key(),
                values().getOrDefault(metric, Double.NaN),
                metric.isHigherBetter()
                        ? PrimaryMetric.Direction.HIGHER_IS_BETTER
                        : PrimaryMetric.Direction.LOWER_IS_BETTER);
    }

    /** Whether a metric is better than the baseline's, by more than rounding; false if it is undefined. */
    default boolean isBetterThanBaseline(Metric metric) {
        double value = values().getOrDefault(metric, Double.NaN);
        double constant = baseline().getOrDefault(metric, Double.NaN);
        return (metric.isHigherBetter() ? value - constant : constant - value) > ROUNDING * Math.abs(constant);
    }

    /** The value of {@link #primary}. */
    default PrimaryMetric primaryMetric() {
        return value(primary());
    }

    /**
     * All numbers, under the names they are tracked by: each metric, the baseline's as {@code <metric>.baseline}, and the ends
     * of its 95 % bootstrap interval as {@code <metric>.lower} and {@code <metric>.upper}.
     */
    default Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        Map<Metric, Interval> intervals = Bootstrap.intervals(scoredSample(), CONFIDENCE);
        values().forEach((metric, value) -> {
            if (Double.isNaN(value)) {
                return;
            }
            metrics.put(metric.key(), value);
            if (baseline().containsKey(metric)) {
                metrics.put(metric.key() + ".baseline", baseline().get(metric));
            }
            if (intervals.containsKey(metric)) {
                metrics.put(metric.key() + ".lower", intervals.get(metric).lower());
                metrics.put(metric.key() + ".upper", intervals.get(metric).upper());
            }
        });
        return metrics;
    }

    /** Writes tables into a folder, which is made if need be. */
    void write(Path folder);

    /** One line, such as {@code log loss 0.0789 (baseline 1.0986), accuracy 0.9737 (baseline 0.3421) on 38 held-out rows}. */
    default String summary() {
        List<Metric> order = new ArrayList<>(values().keySet());
        order.remove(primary());
        order.add(0, primary());
        return order.stream()
                        .filter(metric -> !Double.isNaN(values().getOrDefault(metric, Double.NaN)))
                        .map(this::shown)
                        .collect(Collectors.joining(", "))
                + " on " + rows() + " held-out rows";
    }

    private String shown(Metric metric) {
        Double constant = metric == Metric.R2 ? null : baseline().get(metric);
        return metric.key().replace('_', ' ') + " " + text(values().get(metric))
                + (constant == null ? "" : " (" + baselineName() + " " + text(constant) + ")");
    }

    /** Metrics as a line shows them, in the map's order, without baselines, intervals and those of a label. */
    static String text(Map<String, Double> metrics) {
        return metrics.entrySet().stream()
                .filter(metric -> !metric.getKey().contains("."))
                .map(metric -> metric.getKey().replace('_', ' ') + " " + text(metric.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Four decimals, or four digits of a number that they would not show. */
    static String text(double value) {
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 1e6 || size < 1e-3 && size > 0 ? "%.4g" : "%.4f", value);
    }

    /** Writes {@code slices.json}, if there are slices. */
    static void writeSlices(Path folder, Map<String, Map<Metric, Double>> slices) throws IOException {
        if (!slices.isEmpty()) {
            ObjectNode json = new ObjectMapper().createObjectNode();
            slices.forEach((slice, metrics) -> {
                ObjectNode values = json.putObject(slice);
                metrics.forEach((metric, value) -> values.put(metric.key(), Double.isNaN(value) ? null : value));
            });
            Files.writeString(folder.resolve("slices.json"), json.toPrettyString());
        }
    }
}
