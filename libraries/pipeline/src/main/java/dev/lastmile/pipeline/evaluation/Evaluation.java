package dev.lastmile.pipeline.evaluation;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a model's predictions are worth against the truth, on rows that it has not seen. */
public sealed interface Evaluation permits ClassifierEvaluation, RegressionEvaluation {
    /** Number of rows that were judged. */
    long rows();

    /** The number by which the champion is chosen. */
    PrimaryMetric primaryMetric();

    /** All numbers, under the names they are tracked by; those of a part, such as one label, have a dot in theirs. */
    Map<String, Double> metrics();

    /** Writes tables and pictures into a folder, which is made if need be. */
    void write(Path folder);

    /** One line, such as {@code accuracy 0.9737, log loss 0.0789 on 38 held-out rows}. */
    default String summary() {
        return text(metrics()) + " on " + rows() + " held-out rows";
    }

    /** Metrics as a line shows them, in the map's order, without those of a part. */
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
}
